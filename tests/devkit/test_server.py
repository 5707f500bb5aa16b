import json
import os
import socket

import pytest
from devkit import server


@pytest.fixture
def state(tmp_path, monkeypatch):
    path = tmp_path / "server.json"
    monkeypatch.setattr(server, "_STATE", path)
    return path


def test_a_taken_port_is_passed_over():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert server.free_port(port) > port


def test_no_server_is_found_where_none_was_started(state, tmp_path):
    assert server.find(tmp_path / "demo.conf") is None


def test_a_process_of_somebody_else_is_not_ours(state, tmp_path):
    state.write_text(json.dumps({"pid": os.getpid(), "port": 8069}))
    assert server.find(tmp_path / "demo.conf") is None
