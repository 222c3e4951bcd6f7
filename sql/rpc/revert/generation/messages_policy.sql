-- Revert florin:generation/messages_policy from pg

begin;

drop policy members_hear_their_accounts on realtime.messages;

commit;
