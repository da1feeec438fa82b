"""Fixtures of the mailbox."""

import pytest
from post_office import drafted, post
from post_servers import Certificates

__all__ = ["certificates", "drafted", "post"]


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))
