-- Deploy florin:access/know_device to pg
-- requires: access/devices

begin;

/*
 * Notes that an account is used on the device with an attested key.
 *
 * Locks   access.devices row
 */
create function access.know_device(p_account_id uuid, p_environment text, p_key_id bytea)
returns void
language sql
volatile
set search_path = ''
as $$
  insert into access.devices (account_id, device_key, source)
  values (
    p_account_id, 'app_attest:' || p_environment || ':' || encode(p_key_id, 'hex'), 'app_attest'
  )
  on conflict do nothing;
$$;

revoke all on function access.know_device(uuid, text, bytea) from public;
comment on function access.know_device is 'Notes that an account is used on a device.';

commit;
