-- Deploy florin:generation/messages_policy to pg
-- requires: access/my_accounts

begin;

-- Who may hear a private topic, as Realtime asks when somebody joins: the members of its account.
create policy members_hear_their_accounts on realtime.messages
for select to authenticated
using (
  extension = 'broadcast'
  and (select realtime.topic()) = any(
    array(select 'account:' || a from private.my_accounts() as a)
  )
);

commit;
