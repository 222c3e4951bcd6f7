-- Revert florin:generation/csv_field from pg

begin;

drop function generation.csv_field(text);

commit;
