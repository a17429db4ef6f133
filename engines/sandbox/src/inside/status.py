"""What a child says of itself, one byte each. All but STANDING and READY may be lies, but only about itself."""
STATUS_FD = 3
STANDING = b'\x01'
READY = b'\x02'
OUT_OF_MEMORY = b'\x03'
OUT_OF_PROCESSES = b'\x04'
# Followed by the exit code. What comes after it is of no interest: the child is killed.
ENDED = b'\x05'
# This and the place in audit.EVENTS: Python's audit hook has refused something.
REFUSED = 0x20
