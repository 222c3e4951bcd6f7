"""/storage/v1 of the local project: buckets and objects, as the `supabase` client asks for them.

The service key may do everything; others read by signed URLs, and what is public. There are no
policies: a user is answered as the platform answers one whom no policy lets in. Objects are files
in the state folder, and names of objects are never names of files.
"""
