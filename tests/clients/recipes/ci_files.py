"""Looks the YAML recipes over, and writes their commands to files: ci_files.py RECIPES TOP.

Prints the path of each file. What does not fit the image (its name, version, port, health check) is told on
stderr, with status 1.
"""

import os
import re
import sys

import yaml

recipes, top = sys.argv[1:]
mistakes = []


def load(path):
    with open(path, encoding="utf-8") as file:
        return yaml.safe_load(file)


def expect(what, is_so):
    if not is_so:
        mistakes.append(what)


def version():
    with open(os.path.join(top, "configure.ac"), encoding="utf-8") as file:
        return re.search(r"AC_INIT\(\[ml-jobs-emulator\], \[([^]]*)\]", file.read()).group(1)


def write(name, commands):
    path = os.path.join(recipes, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(commands) + "\n")
    print(path)


def look_at_compose(path):
    services = load(path)["services"]
    emulator = services["emulator"]
    expect(f"{path}: the image is not {version()}", emulator["image"] == f"ml-jobs-emulator:{version()}")
    expect(f"{path}: another health check", emulator["healthcheck"]["test"] == ["CMD", "/ml-jobs-emulator", "healthcheck"])
    for name, service in services.items():
        expect(f"{path}: {name} has no fixed version", not service["image"].endswith(":latest") and ":" in service["image"])
        for other in service.get("depends_on", {}):
            expect(f"{path}: {name} waits for {other}, which is not there", other in services)


def main():
    with open(os.path.join(top, "docker", "Dockerfile"), encoding="utf-8") as file:
        dockerfile = file.read()
    expect("docker/Dockerfile: another health check", '["/ml-jobs-emulator", "healthcheck"]' in dockerfile)
    expect("docker/Dockerfile: another port", "EXPOSE 8090" in dockerfile)
    for folder in ("compose", "tls-proxy"):
        look_at_compose(os.path.join(recipes, folder, "compose.yaml"))
    look_at_compose(os.path.join(top, "docker", "compose.yaml"))
    tests = load(os.path.join(recipes, "compose", "compose.yaml"))["services"]["tests"]
    expect("compose: the tests do not find the emulator", tests["environment"]["ML_JOBS_EMULATOR_URL"] == "http://emulator:8090")
    proxy = load(os.path.join(recipes, "tls-proxy", "compose.yaml"))["services"]["proxy"]
    expect("tls-proxy: the name is not the service's", proxy["networks"]["default"]["aliases"] == ["ml.googleapis.com"])

    actions = load(os.path.join(recipes, "github-actions", "emulator.yml"))["jobs"]["test"]
    service = actions["services"]["emulator"]
    expect("github-actions: another version", service["image"].endswith(":" + version()))
    expect("github-actions: another port", service["ports"] == ["8090:8090"])
    write("github-actions.sh", [step["run"] for step in actions["steps"]])

    gitlab = load(os.path.join(recipes, "gitlab", ".gitlab-ci.yml"))["test"]
    expect("gitlab: another version", gitlab["services"][0]["name"].endswith(":" + version()))
    expect("gitlab: the alias is not the host", gitlab["variables"]["ML_JOBS_EMULATOR_URL"] == f"http://{gitlab['services'][0]['alias']}:8090")
    write("gitlab-ci.sh", gitlab["script"])
    for mistake in mistakes:
        print(mistake, file=sys.stderr)
    sys.exit(1 if mistakes else 0)


main()
