import os


class SimpleUDPClient:
    """Adds and deletes tracks of the stand-in's set."""

    def __init__(self, host, port):
        assert (host, port) == ("127.0.0.1", 11000)

    def send_message(self, address, value):
        tracks = int(open("world.tracks").read()) if os.path.exists("world.tracks") else 1
        if address == "/live/song/create_audio_track":
            tracks += 1
        else:
            assert (address, value) == ("/live/song/delete_track", tracks - 1)
            tracks -= 1
        with open("world.tracks", "w") as out:
            out.write(f"{tracks}\n")
