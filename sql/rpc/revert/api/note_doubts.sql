-- Revert florin:api/note_doubts from pg

begin;

drop function api.note_doubts(text, text, text[]);

commit;
