"""Puts releases of an app into service on this server, and puts them back when they fail.

It is run over SSH by keys that are bound to it (sshd(8), "command=")::

    slipway-host --folder /srv/slipway --role deployer --environment production --app shop

The caller's command line names the action, the request comes as JSON on standard input, the answer
leaves as JSON on standard output, progress on standard error, one line per step. `host/protocol.ts` is
the reference for requests, answers and exit codes. An administrator runs it by hand with the action as
the last argument, without `--role`.
"""
