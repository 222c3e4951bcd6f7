"""Jobs brought to their end, one step at a time: submitted, asked for, settled, stored, removed.

A step is an entry in the queue (schema `queue`, procrastinate). It claims the job for a while, does
one thing that may fail, and records it; recording enqueues the next step in the same transaction.
So a worker may be killed anywhere: the step is taken again, and what it had begun is asked for.
"""
