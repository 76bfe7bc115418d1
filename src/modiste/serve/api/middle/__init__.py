"""What every request passes through, from the outermost to the innermost.

Watching (request id, log, metrics), headers of safety, guards (host, origin, rates), compression,
and repeated requests. Each is plain ASGI, so that streams pass unhindered.
"""
