"""Runs the pages of doc/ as a reader would, and compares what comes with what they show.

    pages.py SERVER CACHE PAGE...        with --fill before: writes what comes where a page shows nothing

A block `console` holds commands behind "$ " (more lines of one behind "> ") and what they print. A line
"..." stands for any lines. A command that starts the server, ./dev run or ml-jobs-emulator without a
word for another command, is started in the background on a free port, in place of the one before; what
the page writes as port 8090 is that port. All commands of a page share one shell.

A block `python`, `js` or `go` is a whole program; a block `text` right behind it is what it prints. A
block without a language is a drawing. Any other block is a failure: nothing stands in a page untried.

Prints TAP without numbers. What a program needs and is missing here is skipped, with the reason.
"""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
CLIENTS = os.path.join(TOP, "tests", "clients")
END = "--end-of-command--"
WAIT_S = 60
COMMANDS = ("healthcheck", "env", "check", "--help", "--version")


def blocks(text):
    """(line, language, content) of each fenced block."""
    found, inside = [], None
    for number, line in enumerate(text.splitlines(), 1):
        fence = re.match(r"^```(\w*)$", line)
        if inside is None and fence:
            inside = (number, fence.group(1), [])
        elif inside is not None and line == "```":
            found.append((inside[0], inside[1], inside[2]))
            inside = None
        elif inside is not None:
            inside[2].append(line)
    return found


def steps(lines):
    """(command, output lines) of a console block."""
    found = []
    for line in lines:
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif (line + " ").startswith("> ") and found and not found[-1][1]:
            found[-1][0].append(line[2:])
        elif found:
            found[-1][1].append(line)
        else:
            raise ValueError("a console block begins with a command, not with: " + line)
    return [("\n".join(command), output) for command, output in found]


def matches(expected, got):
    """Whether lines are those expected, where "..." stands for any number of lines."""
    if not expected:
        return not got
    if expected[0].strip() == "...":
        return any(matches(expected[1:], got[skip:]) for skip in range(len(got) + 1))
    return bool(got) and got[0].rstrip() == expected[0].rstrip() and matches(expected[1:], got[1:])


def go_folders():
    """Where Go keeps what it has downloaded and built: not below the reader's empty home."""
    if shutil.which("go") is None:
        return {}
    names = ["GOPATH", "GOCACHE"]
    return dict(zip(names, subprocess.check_output(["go", "env", *names], text=True).splitlines()))


class Page:
    def __init__(self, server, cache, path, is_filled):
        self.fill = [] if is_filled else None  # (command, what it printed)
        self.server, self.cache, self.name = server, cache, os.path.relpath(path, TOP)
        self.folder = tempfile.mkdtemp()
        self.port = None
        self.process = None
        os.mkdir(os.path.join(self.folder, "bin"))
        # The reader has installed it, or has built it.
        os.symlink(server, os.path.join(self.folder, "bin", "ml-jobs-emulator"))
        environment = dict(os.environ, **go_folders(), HOME=self.folder, LC_ALL="C.UTF-8",
                           CHECKPOINT_DISABLE="1", TF_CLI_ARGS="-no-color",
                           PATH=os.path.join(self.folder, "bin") + ":" + os.environ["PATH"])
        environment.pop("TF_CLI_CONFIG_FILE", None)
        self.shell = subprocess.Popen(["bash", "--norc"], cwd=TOP, env=environment, text=True, bufsize=1,
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.run_in_shell("curl() { command curl -sS \"$@\"; }; exec </dev/null")

    def check(self, what, got, expected, is_good):
        what = f"{self.name}: {what}"
        if is_good:
            print(f"ok - {what}")
            return
        print(f"not ok - {what}")
        for title, lines in (("expected", expected), ("got", got)):
            print(f"# {title}:")
            for line in lines:
                print(f"#     {line}")

    def skip(self, what, reason):
        print(f"ok - {self.name}: {what} # SKIP {reason}")

    def here(self, text):
        """The page's port becomes ours."""
        return text if self.port is None else text.replace(":8090", f":{self.port}")

    def there(self, text):
        return text if self.port is None else text.replace(f":{self.port}", ":8090")

    def run_in_shell(self, command):
        # Read as a whole: a shell that reads commands from a pipe must not hand the pipe to them.
        path = os.path.join(self.folder, "command")
        with open(path, "w", encoding="utf-8") as file:
            file.write(command + "\n")
        self.shell.stdin.write(f". {path} </dev/null; echo; echo {END}\n")
        self.shell.stdin.flush()
        lines = []
        for line in self.shell.stdout:
            if line.rstrip("\n") == END:
                break
            lines.append(self.there(line.rstrip("\n")))
        # The line break before the mark is ours, unless the output had none at its end.
        if lines and lines[-1] == "":
            lines.pop()
        return lines

    def stop(self):
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(WAIT_S)
        self.process = None
        self.check("the server ended well", [str(status)], ["0"], status == 0)

    def starts_server(self, command):
        try:
            words = shlex.split(command, comments=True)
        except ValueError:
            return None
        if words[:2] == ["./dev", "run"]:
            return words[2:]
        if words[:1] == ["ml-jobs-emulator"] and (len(words) == 1 or words[1] not in COMMANDS):
            return words[1:]
        return None

    def serve(self, options):
        """On a free port at first, then on that one: a page keeps its address in a variable."""
        self.stop()
        port_file = os.path.join(self.folder, "port")
        if os.path.exists(port_file):
            os.remove(port_file)
        log = open(os.path.join(self.folder, "log"), "w", encoding="utf-8")
        self.process = subprocess.Popen([self.server, *options, "--port", str(self.port or 0), "--port-file", port_file],
                                        cwd=TOP, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + WAIT_S
        while not os.path.exists(port_file) or os.path.getsize(port_file) == 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start: " + open(log.name, encoding="utf-8").read())
            time.sleep(0.01)
        self.port = int(open(port_file, encoding="utf-8").read())
        return self.there(open(log.name, encoding="utf-8").read()).splitlines()

    def lacks_terraform(self, number):
        """Whether a block is skipped, as there is no Terraform and none could be built."""
        folder = os.path.join(self.cache, "terraform-of-pages")
        ready = subprocess.run([os.path.join(CLIENTS, "terraform", "prepare"), folder], capture_output=True, text=True,
                               stdin=subprocess.DEVNULL, check=False)
        if ready.returncode != 0:
            self.skip(f"line {number}: Terraform", (ready.stderr.strip().splitlines() or ["no Terraform"])[-1])
            return True
        self.run_in_shell(f"PATH={folder}:$PATH")
        return False

    def console(self, number, lines):
        if any(line.startswith("$ terraform ") for line in lines) and self.lacks_terraform(number):
            return
        for command, expected in steps(lines):
            options = self.starts_server(command)
            first = command.splitlines()[0]
            what = f"line {number}: {first[:70]}"
            if options is not None:
                got = self.serve(options)
                # What it says first is printed while the reader's shell is busy: only what is shown counts.
                good = all(line in got for line in expected if line.strip() != "...")
            else:
                if self.process is None and "8090" in command:
                    self.serve([])
                got = self.run_in_shell(self.here(command))
                good = matches(expected, got)
            if self.fill is not None and not expected and options is None:
                self.fill.append((command, got))
                good = True
            self.check(what, got, expected, good)

    def run_program(self, number, language, lines, expected):
        what = f"line {number}: the {language} program"
        prepare = {"python": ("python/prepare", os.path.join(self.cache, "pypi")),
                   "js": ("node/prepare", os.path.join(self.cache, "node")), "go": ("go/prepare", None)}[language]
        ready = subprocess.run([os.path.join(CLIENTS, prepare[0])] + ([prepare[1]] if prepare[1] else []),
                               capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
        if ready.returncode != 0:
            self.skip(what, (ready.stderr.strip().splitlines() or ["it could not be installed"])[-1])
            return
        folder = os.path.join(self.folder, f"program{number}")
        os.mkdir(folder)
        text = self.here("\n".join(lines) + "\n")
        environment = dict(os.environ, PYTHONDONTWRITEBYTECODE="1")
        if language == "python":
            command = [os.path.join(prepare[1], "bin", "python"), self.write(folder, "main.py", text)]
        elif language == "js":
            os.symlink(os.path.join(prepare[1], "node_modules"), os.path.join(folder, "node_modules"))
            command = ["node", self.write(folder, "main.mjs", text)]
        else:
            for name in ("go.mod", "go.sum"):
                shutil.copy(os.path.join(CLIENTS, "go", name), folder)
            self.write(folder, "main.go", text)
            command = ["go", "run", "."]
        ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300,
                             env=environment, stdin=subprocess.DEVNULL, check=False)
        got = self.there(ran.stdout).splitlines()
        good = ran.returncode == 0 and matches(expected, got)
        self.check(what, got + ran.stderr.splitlines(), expected, good)

    @staticmethod
    def write(folder, name, text):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def run(self, text):
        found = blocks(text)
        at = 0
        while at < len(found):
            number, language, lines = found[at]
            at += 1
            if language == "console":
                self.console(number, lines)
            elif language in ("python", "js", "go"):
                has_output = at < len(found) and found[at][1] == "text"
                self.run_program(number, language, lines, found[at][2] if has_output else [])
                at += 1 if has_output else 0
            elif language != "":
                self.check(f"line {number}: a block that is run", [language], ["console", "python", "js", "go"], False)
        self.stop()

    def close(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self.shell.stdin.close()
        self.shell.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def filled(text, outputs):
    """The page with outputs behind the commands that showed none."""
    lines, result, inside = text.splitlines(), [], False
    for at, line in enumerate(lines):
        result.append(line)
        inside = line == "```console" or (inside and line != "```")
        following = lines[at + 1] if at + 1 < len(lines) else ""
        is_last = inside and line[:2] in ("$ ", "> ") and not following.startswith("> ")
        if is_last and (following == "```" or following.startswith("$ ")) and outputs:
            command, got = outputs[0]
            if command.endswith(line[2:]):
                outputs.pop(0)
                result.extend(got)
    return "\n".join(result) + "\n"


def main():
    arguments = [word for word in sys.argv[1:] if word != "--fill"]
    is_filled = len(arguments) < len(sys.argv) - 1
    server, cache, paths = os.path.abspath(arguments[0]), os.path.abspath(arguments[1]), arguments[2:]
    for path in paths:
        page = Page(server, cache, path, is_filled)
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            page.run(text)
            if is_filled:
                page.write(os.path.dirname(path), os.path.basename(path), filled(text, page.fill))
        except (OSError, RuntimeError, ValueError, subprocess.SubprocessError) as error:
            page.check("it is run to its end", str(error).splitlines(), [], False)
        finally:
            page.close()


if __name__ == "__main__":
    main()
