-- Revert florin:catalog/tell_of_model from pg

begin;

drop trigger models_are_told_of_when_created on catalog.models;

drop trigger models_are_told_of_when_switched on catalog.models;

drop function catalog.tell_of_model();

commit;
