-- Revert florin:access/account_plans_usual_outputs from pg

begin;

alter table access.account_plans drop column usual_outputs;

commit;
