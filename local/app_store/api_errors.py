"""The Server API's errors: {"errorCode", "errorMessage"} with a status.

https://developer.apple.com/documentation/appstoreserverapi/error-codes
"""

from starlette.responses import JSONResponse, Response

from local.faults import Fault

INVALID_REVISION = 4000005
INVALID_TRANSACTION_ID = 4000006
START_DATE_TOO_FAR_IN_PAST = 4000012
START_DATE_AFTER_END_DATE = 4000013
INVALID_PAGINATION_TOKEN = 4000014
INVALID_START_DATE = 4000015
INVALID_CONSENT = 4000035
INVALID_REQUEST = 4000000
INVALID_ACCOUNT_TOKEN = 4000183
FAMILY_NOT_SUPPORTED = 4000185
NOT_AN_ORIGINAL_ID = 4000187
TRANSACTION_NOT_FOUND = 4040010
TEST_NOTIFICATION_NOT_FOUND = 4040008
NOTIFICATION_URL_NOT_FOUND = 4040007
RATE_LIMIT_EXCEEDED = 4290000


class ApiError(Exception):
    """Its status is the beginning of its code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code

    def response(self) -> Response:
        return _response(self.code // 10_000, self.code, str(self))


def of_fault(fault: Fault) -> Response:
    """Without a code: a status alone, as a load balancer in between answers."""
    if fault.code is None:
        return Response(fault.text, fault.status, media_type="text/html")
    reply = _response(fault.code // 10_000, fault.code, fault.text or "Asked for by a test.")
    if fault.retry_after is not None:
        # Apple sends it with 429, in milliseconds since 1970.
        reply.headers["retry-after"] = fault.retry_after
    return reply


def _response(status: int, code: int, message: str) -> Response:
    return JSONResponse({"errorCode": code, "errorMessage": message}, status)
