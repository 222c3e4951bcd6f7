-- Revert florin:billing/note_unmapped from pg

begin;

drop function billing.note_unmapped(text, text, text[]);

commit;
