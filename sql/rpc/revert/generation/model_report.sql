-- Revert florin:generation/model_report from pg

begin;

drop type generation.model_report;

commit;
