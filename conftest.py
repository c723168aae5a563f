"""How pytest runs the notebooks: kernels as in `make refresh`, and time enough for a slow machine."""

import nbval.kernel
import pytest
from nbval.plugin import IPyNbCell

from products.kernel import LocalKernelManager, prepare_environment

prepare_environment()
nbval.kernel.KernelManager = LocalKernelManager


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Wait longer than nbval's five seconds for a cell's output."""
    for item in items:
        if isinstance(item, IPyNbCell):
            item.output_timeout = 60
