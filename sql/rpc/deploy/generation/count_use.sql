-- Deploy florin:generation/count_use to pg
-- requires: generation/offer
-- requires: generation/refuse_offer
-- requires: access/count_message
-- requires: access/use_trial
-- requires: access/reserve_key

begin;

/*
 * Counts a generation against the limits that not every one has: the model's daily messages, its
 * trial, the API key's budget and rate. Returns the messages of the day; null without such a limit.
 *
 * Raises  FLLIM · FLLCK · FLBUD · FLKYU · FLSCO, see docs/error-codes.md
 * Locks   access.daily_usage, access.trials and access.api_keys rows, in this order; the caller
 *         holds the account's row, as everybody does who takes them
 */
create function generation.count_use(
  p_account_id uuid,
  p_user_id uuid,
  p_key_id uuid,
  p_offer generation.offer
)
returns integer
language plpgsql
volatile
-- No search_path: it runs under that of the definer that called it (decision 19).
as $$
declare
  v_messages integer;
begin
  if p_offer.messages_per_day is not null then
    v_messages := access.count_message(
      p_account_id, p_user_id, p_offer.model_id, p_offer.messages_per_day
    );
  end if;

  if p_offer.access = 'trial'
    and not access.use_trial(
      p_account_id, p_user_id, p_offer.model_id, p_offer.trial_messages
    )
  then
    perform generation.refuse_offer(p_account_id, p_offer.model_id, null, p_offer);
  end if;

  if p_key_id is not null then
    perform access.reserve_key(p_account_id, p_user_id, p_key_id, p_offer.hold);
  end if;

  return v_messages;
end;
$$;

revoke all on function generation.count_use(uuid, uuid, uuid, generation.offer)
from public;
comment on function generation.count_use is 'Counts against daily messages, trial and API key.';

commit;
