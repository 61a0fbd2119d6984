"""The life of a bill: one table, read by code and by the database's trigger."""

from permits.payments.enums import BillState

_S = BillState

#: From which state to which; an empty source is a beginning.
STEPS: frozenset[tuple[str, str]] = frozenset(
    {
        ("", _S.DRAFT.value),
        (_S.DRAFT.value, _S.ISSUED.value),
        (_S.DRAFT.value, _S.CANCELLED.value),
        (_S.ISSUED.value, _S.PAID.value),
        (_S.ISSUED.value, _S.EXPIRED.value),
        (_S.ISSUED.value, _S.CANCELLED.value),
        (_S.PAID.value, _S.RECONCILED.value),
    }
)
