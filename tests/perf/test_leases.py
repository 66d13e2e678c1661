from __future__ import annotations

import numpy as np

from dhcptools.perf.leases import Leases


def test_leases_are_kept_and_taken_by_place() -> None:
    for family in (4, 6):
        store, some = Leases.empty(10, family), Leases.empty(2, family)
        some.client[:] = 7, 8
        some.t1_s[:] = 100, 200
        some.address[:] = np.array([[1], [2]]) if family == 6 else (1, 2)
        store.put(np.array([3, 9]), some)
        assert len(store) == 10
        back = store.take(np.array([9, 3, 0]))
        assert back.client.tolist() == [8, 7, 0]
        assert back.t1_s.tolist() == [200, 100, 0]
        assert back.address.dtype == (np.uint32 if family == 4 else np.uint64)
        assert back.address.reshape(3, -1)[:, 0].tolist() == [2, 1, 0]
