"""The npm part of set-up: what is pinned, once, whole or not at all; and optional."""

import json
from pathlib import Path
from typing import Any

import pytest

from local import install, node, npm_install
from local.npm_install import FETCHED, NpmError, install_node_packages
from tools.paths import ROOT

LOCKED = {
    "version": "1.0.0",
    "integrity": "sha512-" + 86 * "A" + "==",
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to install into, with the environment's own Node and no registry in reach."""
    monkeypatch.setattr(npm_install, "ROOT", tmp_path)
    monkeypatch.setattr(npm_install, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(npm_install, "STAMP", tmp_path / "node_modules" / ".florin-installed")
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9/")
    monkeypatch.setenv("NPM_CONFIG_CACHE", str(tmp_path / "cache"))
    return tmp_path


def pin(folder: Path, **packages: dict[str, Any]) -> None:
    root = {"name": "tiny", "dependencies": dict.fromkeys(packages, "1.0.0")}
    locked = {f"node_modules/{name}": package for name, package in packages.items()}
    (folder / "package.json").write_text(json.dumps(root))
    lock = {"name": "tiny", "lockfileVersion": 3, "packages": {"": root, **locked}}
    (folder / "package-lock.json").write_text(json.dumps(lock))
    # npm makes no folder for nothing.
    (folder / "node_modules").mkdir(exist_ok=True)


def test_what_is_there_is_not_installed_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []
    monkeypatch.setattr(npm_install, "_clean_install", runs.append)
    pin(project)
    install_node_packages()
    install_node_packages()
    assert runs == [0]
    pin(project, other=LOCKED)
    install_node_packages()
    assert runs == [0, 1]


def test_without_a_registry_nothing_half_made_is_left(project: Path) -> None:
    pin(project, hono=LOCKED)
    with pytest.raises(NpmError, match="ECONNREFUSED"):
        install_node_packages()
    assert not (project / "node_modules").exists()
    assert npm_install.main() == 1


def test_without_node_it_is_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pin(project)
    monkeypatch.setattr(npm_install, "NODE", project / "none")
    assert npm_install.main() == 1


@pytest.mark.parametrize("status", [0, 1])
def test_set_up_goes_on_without_the_packages(
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\nexit {status}\n")
    python.chmod(0o755)
    monkeypatch.setattr(install, "PYTHON", python)
    install.install_node_packages()
    assert ("/rest/v1" in capsys.readouterr().out) == (status == 1)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("npm http fetch GET 200 https://r.example/hono/-/hono-4.0.0.tgz 12ms", "hono"),
        (
            "npm http fetch GET 200 https://r.example/npm/@a/b/-/b-1.0.0.tgz 12ms (cache miss)",
            "@a/b",
        ),
        ("npm http cache https://r.example/hono/-/hono-4.0.0.tgz 1ms (cache hit)", "hono"),
    ],
)
def test_progress_names_packages_and_no_host(line: str, name: str) -> None:
    found = FETCHED.match(line)
    assert found is not None and found.group(1) == name


def test_every_package_is_pinned_to_one_version_and_content() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, version in {**wanted["dependencies"], **wanted["devDependencies"]}.items():
        assert locked[f"node_modules/{name}"]["version"] == version
    for name, package in locked.items():
        assert name == "" or package["integrity"].startswith("sha512-")


def test_node_of_the_environment_is_found() -> None:
    assert node.NODE.exists()
    assert node.node_of(ROOT / "nowhere") == ROOT / "nowhere" / "bin" / "node"
