-- Revert florin:billing/note_doubts from pg

begin;

drop function billing.note_doubts(text, text, text[]);

commit;
