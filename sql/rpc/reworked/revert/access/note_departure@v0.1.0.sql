-- Revert florin:access/note_departure from pg

begin;

drop trigger departures_are_noted on access.members;

drop function access.note_departure();

commit;
