"""What a disk may hold after power was lost in the middle of a program, worked out from its system calls.

A write reaches the disk for certain when its file was synced, and a name when its folder was; before that any part of it may
be there, sector by sector and in any order (names in the order in which they were changed, as journals of file systems keep
them). This is stricter than common file systems are.
"""
import os, re, shutil

SECTOR = 512
TRACED = "openat,open,creat,close,pwrite64,write,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat," \
    "link,linkat,mkdir,mkdirat,lseek,dup,dup2,dup3,fcntl,sendfile,copy_file_range,fallocate,writev,pwritev"
CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+|\?)")


class File:
    """A file's content on the disk, and what was written since it was synced last."""

    def __init__(self, content=b""):
        self.content, self.pending = bytes(content), []

    def applied(self, operations):
        content = bytearray(self.content)
        for kind, place, data in operations:
            if kind == "cut":
                del content[place:]
                content.extend(bytes(place - len(content)))
            else:
                content.extend(bytes(max(0, place + len(data) - len(content))))
                content[place : place + len(data)] = data
        return bytes(content)

    def sectors(self):
        """The pending operations, each write broken at the disk's sectors."""
        for kind, place, data in self.pending:
            if kind == "cut":
                yield kind, place, data
                continue
            end = place + len(data)
            start = place
            while start < end:
                stop = min(end, (start // SECTOR + 1) * SECTOR)
                yield "write", start, data[start - place : stop - place]
                start = stop


class Disk:
    def __init__(self, root):
        self.root = root
        self.names, self.pending_names = {}, []  # on the disk; changed since their folder was synced
        for path, folders, files in os.walk(root):
            for name in folders:
                self.names[os.path.join(path, name)] = None
            for name in files:
                with open(os.path.join(path, name), "rb") as opened:
                    self.names[os.path.join(path, name)] = File(opened.read())
        self.now = dict(self.names)  # as the running program sees it

    def rename(self, changes):
        for path, file in changes:
            if file is False:
                self.now.pop(path, None)
            else:
                self.now[path] = file
            self.pending_names.append((path, file))

    def sync(self, path):
        """A file's content, or a folder's names."""
        file = self.now.get(path)
        if isinstance(file, File):
            file.content, file.pending = file.applied(file.pending), []
            return
        kept = []
        for changed, file in self.pending_names:
            if os.path.dirname(changed) == path.rstrip("/"):
                self.settle(self.names, changed, file)
            else:
                kept.append((changed, file))
        self.pending_names = kept

    @staticmethod
    def settle(names, path, file):
        if file is False:
            names.pop(path, None)
        else:
            names[path] = file

    def state(self, chance, random):
        """One of the states that losing power now may leave: `chance` of each pending sector to be there."""
        names = dict(self.names)
        count = len(self.pending_names)
        there = 0 if chance == 0 else count if chance == 1 else random.randint(0, count)
        for path, file in self.pending_names[:there]:
            self.settle(names, path, file)
        result, contents = {}, {}
        for path, file in names.items():
            if file is None:
                result[path] = None
            else:
                if id(file) not in contents:
                    contents[id(file)] = file.applied([part for part in file.sectors() if random.random() < chance])
                result[path] = contents[id(file)]
        return result

    def write(self, state, root):
        shutil.rmtree(root, ignore_errors=True)
        os.makedirs(root)
        for path, content in sorted(state.items()):
            there = root + path[len(self.root):]
            if content is None:
                os.makedirs(there, exist_ok=True)
            elif os.path.isdir(os.path.dirname(there)):
                with open(there, "wb") as opened:
                    opened.write(content)
                os.chmod(there, os.stat(path).st_mode if os.path.exists(path) else 0o600)


def replay(disk, trace, folder):
    """Follows a trace of strace -f -xx, and gives the number of each call after which something is different on the disk."""
    open_files, position = {}, {}

    def text(argument):
        found = re.search(r'"((?:\\x[0-9a-f]{2})*)"', argument)
        return bytes.fromhex(found.group(1).replace("\\x", "")) if found else b""

    def path_of(argument):
        return os.path.normpath(os.path.join(folder, text(argument).decode("utf-8", "surrogateescape")))

    def inside(path):
        return path == disk.root or path.startswith(disk.root + "/")

    for number, line in enumerate(open(trace, errors="replace")):
        match = CALL.match(line)
        if not match or match.group(3).startswith("-") or match.group(3) == "?":
            continue
        call, rest, result = match.group(1), match.group(2), int(match.group(3))
        paths = [os.path.normpath(os.path.join(folder, bytes.fromhex(part.replace("\\x", "")).decode("utf-8", "replace")))
                 for part in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', rest)]
        first = rest.split(",")[0].strip()
        if call in ("openat", "open", "creat"):
            path = paths[0]
            open_files[result], position[result] = path, 0
            if not inside(path):
                continue
            file = disk.now.get(path, False)
            if file is False and "O_CREAT" in rest:
                disk.rename([(path, File())])
                yield number
            elif isinstance(file, File) and "O_TRUNC" in rest and file.applied(file.pending):
                file.pending.append(("cut", 0, b""))
                yield number
            if "O_APPEND" in rest and isinstance(disk.now.get(path), File):
                position[result] = len(disk.now[path].applied(disk.now[path].pending))
        elif call in ("dup", "dup2", "dup3") or (call == "fcntl" and "F_DUPFD" in rest):
            if first.isdigit() and int(first) in open_files:
                open_files[result], position[result] = open_files[int(first)], position[int(first)]
        elif call == "close":
            open_files.pop(int(first), None)
        elif call in ("rename", "renameat", "renameat2"):
            if inside(paths[0]) or inside(paths[1]):
                disk.rename([(paths[1], disk.now.get(paths[0], False)), (paths[0], False)])
                yield number
        elif call in ("link", "linkat"):
            if inside(paths[1]):
                disk.rename([(paths[1], disk.now.get(paths[0], False))])
                yield number
        elif call in ("unlink", "unlinkat"):
            if inside(paths[0]):
                disk.rename([(paths[0], False)])
                yield number
        elif call in ("mkdir", "mkdirat"):
            if inside(paths[0]):
                disk.rename([(paths[0], None)])
                yield number
        elif first.isdigit() and int(first) in open_files and inside(open_files[int(first)]):
            opened = int(first)
            file = disk.now.get(open_files[opened])
            if call in ("fsync", "fdatasync"):
                disk.sync(open_files[opened])
                yield number
            elif not isinstance(file, File):
                continue
            elif call == "lseek":
                position[opened] = result
            elif call in ("pwrite64", "write"):
                data = text(rest)[:result]
                place = int(rest.rsplit(",", 1)[1]) if call == "pwrite64" else position[opened]
                if call == "write":
                    position[opened] += result
                file.pending.append(("write", place, data))
                yield number
            elif call == "ftruncate":
                file.pending.append(("cut", int(rest.rsplit(",", 1)[1]), b""))
                yield number
            elif call in ("sendfile", "copy_file_range", "writev", "pwritev"):
                raise SystemExit("disk model: %s is not followed" % call)
