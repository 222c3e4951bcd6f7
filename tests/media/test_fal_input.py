"""Models at fal name things differently: a route says how, and no option of a user's changes it."""

from dataclasses import replace
from typing import Any

import pytest
from functions_py.media.fal_input import endpoint_of, input_of
from functions_py.media.provider import MediaOrder, Refused
from media_orders import images, video

IMAGE_URL = "https://example.com/a.png"


def written(wanted: MediaOrder, upstream_model: str) -> dict[str, Any]:
    return input_of(replace(wanted, upstream_model=upstream_model))


def test_common_names_serve_most_models() -> None:
    wanted = video(input={"image_url": IMAGE_URL, "seed": 1, "aspect_ratio": "1:1"})
    assert written(wanted, "a/b") == {
        "prompt": "a lighthouse",
        "image_url": IMAGE_URL,
        "seed": 1,
        "aspect_ratio": "1:1",
        "duration": "5",
        "resolution": "720p",
    }


def test_one_image_of_no_special_size_is_the_prompt_alone() -> None:
    wanted = replace(images(), resolution="")
    assert written(wanted, "a/b") == {"prompt": "a lighthouse"}


def test_pixels_are_an_images_size_and_a_videos_resolution() -> None:
    assert written(images(), "a/b")["image_size"] == {"width": 64, "height": 64}
    assert written(replace(images(), resolution="2K"), "a/b")["resolution"] == "2K"
    assert written(replace(video(), resolution="1280x720"), "a/b")["resolution"] == "1280x720"


@pytest.mark.parametrize(
    ("model", "member"),
    [
        ("a/b?duration={seconds}s", {"duration": "5s"}),
        ("a/b?duration={seconds}", {"duration": 5}),
        ('a/b?duration="{seconds}"', {"duration": "5"}),
        ("a/b?generate_audio=false", {"generate_audio": False}),
        ("a/b?quality=hd&steps=30", {"quality": "hd", "steps": 30}),
        ("a/b?resolution={resolution}", {"resolution": "720p"}),
        ("a/b?mode=p-{resolution}", {"mode": "p-720p"}),
        ('a/b?size={"seconds":{seconds}}', {"size": {"seconds": 5}}),
    ],
)
def test_route_says_what_else_a_model_gets(model: str, member: dict[str, Any]) -> None:
    assert member.items() <= written(video(), model).items()
    assert endpoint_of(model) == "a/b"


def test_what_a_route_writes_is_not_sent_twice() -> None:
    wanted = video(input={"image_url": IMAGE_URL})
    body = written(wanted, "a/b?start={image_url}&len={seconds}&size={resolution}")
    assert body == {
        "prompt": "a lighthouse",
        "start": IMAGE_URL,
        "len": 5,
        "size": "720p",
    }
    sized = written(images(count=2), "a/b?w={width}&h={height}&n={images}")
    assert sized == {"prompt": "a lighthouse", "w": 64, "h": 64, "n": 2}


def test_image_that_was_not_given_is_left_out() -> None:
    assert "start" not in written(video(), "a/b?start={image_url}")


def test_options_pass_but_never_over_ours() -> None:
    options = {"cfg_scale": 0.5, "prompt": "another", "seed": 9, "generate_audio": True}
    body = written(video(input={"options": options, "seed": 1}), "a/b?generate_audio=false")
    assert body["cfg_scale"] == 0.5
    assert (body["prompt"], body["seed"], body["generate_audio"]) == ("a lighthouse", 1, False)


@pytest.mark.parametrize(
    "name", ["duration", "num_images", "resolution", "num_frames", "image_size", "sync_mode"]
)
def test_options_do_not_change_what_was_paid_for(name: str) -> None:
    with pytest.raises(Refused) as refused:
        written(video(input={"options": {name: 1}}), "a/b")
    assert refused.value.code == "option_not_allowed"


@pytest.mark.parametrize("resolution", ['720p"', "7 20", "x" * 33])
def test_odd_resolution_is_not_written_into_json(resolution: str) -> None:
    body = written(replace(video(), resolution=resolution), 'a/b?size="{resolution}"')
    assert body["size"] == ""
