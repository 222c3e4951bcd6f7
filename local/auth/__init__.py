"""`/auth/v1` as Supabase Auth speaks it, as far as clients of a Florin project need it.

Anonymous sign-in, email and password (confirmed at once, since no mail is sent), refresh with
rotation and reuse detection, the user, sign-out, the key set. No rate limits, no OAuth, no MFA.
"""
