-- Revert florin:access/tell_of_model_access from pg

begin;

drop trigger model_access_is_told_of on access.entitlements;

drop function access.tell_of_model_access();

commit;
