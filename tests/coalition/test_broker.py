"""The broker in files: a message is there whole or not at all, however the folder is watched."""

from __future__ import annotations

import threading
from pathlib import Path
from queue import Empty

import pytest
from kombu import Connection

from coalition.config import broker
from coalition.config.celery import app


@pytest.fixture
def folder(tmp_path) -> Path:
    for name in ("queue", "control", "processed"):
        (tmp_path / name).mkdir()
    return tmp_path


def connected(folder: Path, scheme: str = broker.SCHEME) -> Connection:
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": True,
    }
    return Connection(f"{scheme}://localhost/", transport_options=options)


def test_the_app_uses_it():
    assert type(app.connection().transport) is broker.Transport


def test_what_is_put_is_got_in_its_order(folder):
    with connected(folder) as connection:
        queue = connection.SimpleQueue("jobs")
        for number in range(3):
            queue.put({"number": number})
        got = []
        for _ in range(3):
            message = queue.get(timeout=5)
            got.append(message.payload["number"])
            message.ack()
        assert sorted(got) == [0, 1, 2]
        assert list((folder / "queue").iterdir()) == []


@pytest.mark.parametrize("scheme", [broker.SCHEME, "filesystem"])
def test_a_message_is_not_seen_before_it_is_whole(folder, monkeypatch, scheme):
    """At the worst moment: the file is open and nothing is written yet. kombu's own channel fails the worker here."""
    seen: list[object] = []
    with connected(folder, scheme) as writer, connected(folder, scheme) as reader:
        channel = reader.channel()

        def look(*_: object) -> str:
            try:
                seen.append(channel._get("jobs"))
            except Empty:
                seen.append(None)
            except ValueError as error:
                seen.append(error)
            return "{}"

        monkeypatch.setattr(
            f"{'kombu.transport.filesystem' if scheme == 'filesystem' else broker.__name__}.dumps", look
        )
        try:
            writer.channel()._put("jobs", {"number": 1})
        except OSError:
            assert scheme == "filesystem"
    assert [type(each) for each in seen] == [type(None) if scheme == broker.SCHEME else type(seen[0])]
    assert scheme == broker.SCHEME or isinstance(seen[0], ValueError)


def test_writers_and_readers_at_once_lose_and_break_nothing(folder):
    sent, got, broken = 150, [], []

    def write(writer: int) -> None:
        with connected(folder) as connection:
            channel = connection.channel()
            for number in range(sent):
                channel._put("jobs", {"number": [writer, number]})

    def read() -> None:
        with connected(folder) as connection:
            channel = connection.channel()
            while len(got) < 2 * sent and not broken:
                try:
                    got.append(tuple(channel._get("jobs")["number"]))
                except Empty:
                    continue
                except ValueError as error:
                    broken.append(error)

    threads = [threading.Thread(target=write, args=[n]) for n in range(2)] + [threading.Thread(target=read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert broken == []
    assert sorted(got) == [(writer, number) for writer in range(2) for number in range(sent)]


def test_a_table_is_not_read_before_it_is_whole(folder, monkeypatch):
    """Another worker asks for the table the moment it is made."""
    with connected(folder) as connection:
        channel, tables = connection.channel(), []

        def bind(*arguments: object) -> None:
            tables.append(channel.get_table("tick"))
            real_bind(*arguments)

        real_bind = super(broker.Channel, channel)._queue_bind
        monkeypatch.setattr("kombu.transport.filesystem.Channel._queue_bind", lambda _self, *given: bind(*given))
        channel._queue_bind("tick", "", "", "jobs")
        monkeypatch.undo()
        assert tables == [[]]
        assert [each.queue for each in channel.get_table("tick")] == ["jobs"]
