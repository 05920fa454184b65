import Foundation
import TestSupport
import Testing

/// One encrypted file that the standard programs open, verified by restoring it before it is called a backup.
struct BackupTests {
    /// A practice, a place for backups, and the public key of an age identity in "age.key" there.
    private func practice() throws -> (Workplace, URL, String) {
        let place = try Workplace()
        try place.found()
        let disk = place.everything.appendingPathComponent("disk")
        try FileManager.default.createDirectory(at: disk, withIntermediateDirectories: true)
        let made = try SystemProgram.shell(
            "cd '\(disk.path)' && age-keygen -o ../age.key 2>&1 && age-keygen -y ../age.key")
        let recipient = try #require(made.output.split(separator: "\n").last.map(String.init))
        return (place, disk, recipient)
    }

    private func files(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    @Test("a backup that a clock dated ahead is not called recent, and one by a right clock behind it is")
    func datedAhead() throws {
        let (place, disk, recipient) = try practice()
        defer { place.remove() }
        guard let clock = try place.clock() else { return }
        let make = ["backup", "make", "--to", disk.path, "--recipient", recipient]
        func point(_ days: Int) throws -> (inOrder: Bool?, text: String) {
            let checked = try place.run(where: clock(days * 86_400), ["check", "--json"], as: "fang")
            let points = try #require(try checked.json()["points"] as? [[String: Any]], "\(checked.errors)")
            let found = points.first { $0["code"] as? String == "backup" }
            return (found?["inOrder"] as? Bool, found?["finding"] as? String ?? "")
        }
        #expect(try place.run(where: clock(60 * 86_400), make, as: "fang").status == 0)
        for days in [0, 58] {
            let (inOrder, text) = try point(days)
            #expect(inOrder == false && text.contains("ahead of this computer's clock"), "\(text)")
        }
        #expect(try place.run(["check", "--clock-is-right", "--yes"], as: "fang").status == 0)
        #expect(try place.run(make, as: "fang").status == 0)
        #expect(try point(0).inOrder == true)
        #expect(try point(30).inOrder == false)
    }

    @Test("a backup opens with age and tar alone, is in the catalogue, and status no longer warns")
    func made() throws {
        let (place, disk, recipient) = try practice()
        defer { place.remove() }
        #expect(try place.run(["status"], as: "fang").output.contains("There is no backup"))
        let made = try place.run(
            ["backup", "make", "--to", disk.path, "--recipient", recipient, "--keep", "90d", "--json"], as: "fang")
        #expect(made.status == 0, "\(made.errors)")
        let json = try made.json()
        let file = try #require(json["file"] as? String)
        #expect(try files(disk) == [(file as NSString).lastPathComponent])
        #expect(try files(place.folder).filter { $0.hasPrefix(".backup-") }.isEmpty)
        let restored = place.everything.appendingPathComponent("restored")
        let opened = try SystemProgram.shell(
            "mkdir '\(restored.path)' && age -d -i '\(disk.path)/../age.key' '\(file)' | tar xf - -C '\(restored.path)'"
        )
        #expect(opened.status == 0)
        #expect(try files(restored) == ["Keys", "practice.sqlite", "tacet-backup.json"])
        #expect(
            try files(restored.appendingPathComponent("Keys")) == [
                "duty.txt", "fang.card.txt", "fang.identity", "fang.recovery", "station.key",
            ])
        let verified = try place.run(["audit", "verify", "--deep", "--json"], in: restored)
        #expect(try verified.json()["treeRoot"] as? String == json["treeRoot"] as? String)
        let rehearsed = try place.run(
            ["backup", "verify", file, "--identity-file", disk.path + "/../age.key", "--json"])
        #expect(rehearsed.status == 0, "\(rehearsed.errors)")
        let listed = try place.run(["backup", "list", "--json"], as: "fang").json()["backups"] as? [[String: Any]]
        #expect(listed?.count == 1)
        #expect(listed?.first?["id"] as? String == json["id"] as? String)
        #expect(listed?.first?["expires"] is String)
        #expect(try !place.run(["status"], as: "fang").output.contains("There is no backup"))
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
        // Whoever saw more is told so where the old copy lies; it opened nothing.
        let old = try place.run(["status", "--json"], as: "fang", in: restored)
        #expect(try old.code() == "rolled-back")
    }

    @Test("what is no file holds no command where others may put it: in Keys/, and beside the practice file")
    func pipes() throws {
        let (place, disk, recipient) = try practice()
        defer { place.remove() }
        // Whoever waits all the same is ended, and the test fails instead of hanging.
        func soon(_ arguments: [String]) throws -> Workplace.Ending {
            try place.run(where: #"exec timeout 60 "$0" "$@""#, arguments + ["--json"], as: "fang")
        }
        let backup = ["backup", "make", "--to", disk.path, "--recipient", recipient]
        for (name, command) in [
            ("pipe.txt", "mkfifo"),
            ("socket.txt", "/usr/bin/python3 -c 'import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])'"),
            ("link.txt", "ln -s /etc/hostname"), ("folder.txt", "mkdir"),
        ] {
            let path = place.folder.path + "/Keys/" + name
            #expect(try SystemProgram.shell("\(command) '\(path)'").status == 0)
            let refused = try soon(backup)
            #expect(refused.status == 74, "\(name): \(refused)")
            let error = try refused.error()
            #expect((error["message"] as? String)?.contains(path) == true, "\(error)")
            #expect(try files(disk).isEmpty)
            // Nobody names a pipe there that somebody else was to write to.
            let admitted = try soon(["staff", "admit", path, "--role", "counselor", "--yes"])
            #expect([65, 74].contains(admitted.status), "\(name): \(admitted)")
            try FileManager.default.removeItem(atPath: path)
        }
        for end in ["-journal", "-wal", "-shm"] {
            let path = place.database.path + end
            let journal = try? Data(contentsOf: URL(fileURLWithPath: path))
            try? FileManager.default.removeItem(atPath: path)
            try #require(mkfifo(path, 0o444) == 0)
            #expect(try soon(["status"]).code() == "not-a-practice", "\(end)")
            try FileManager.default.removeItem(atPath: path)
            try journal?.write(to: URL(fileURLWithPath: path))
        }
        #expect(try soon(backup).status == 0)
    }

    @Test("the passphrase of a backup is asked for as every other is: what is typed stands behind a colon")
    func asked() throws {
        let (place, disk, _) = try practice()
        defer { place.remove() }
        for (language, prompt) in [("en", "Passphrase for the backup: "), ("zh-Hans", "备份口令：")] {
            let cut = try place.onTerminal(
                "trap : INT; fang backup make --to '\(disk.path)' --passphrase; echo status $?", people: ["fang"],
                environment: ["TACET_LANG": language],
                [.expect(prompt), .meanwhile("sleep 1"), .type("\u{3}"), .expect("status 130")])
            #expect(cut.screen.contains(prompt), "\(cut.screen)")
        }
    }

    @Test("under a passphrase; an altered, cut or foreign file is refused, and so is the wrong passphrase")
    func passphrase() throws {
        let (place, disk, recipient) = try practice()
        defer { place.remove() }
        let secret = place.everything.appendingPathComponent("backup.pass")
        try Data("eight plain words of the practice\n".utf8).write(to: secret)
        let made = try place.run(
            [
                "backup", "make", "--to", disk.path, "--backup-passphrase-file", secret.path, "--work-factor", "17",
                "--json",
            ], as: "fang")
        #expect(made.status == 0, "\(made.errors)")
        let file = try #require(try made.json()["file"] as? String)
        func verify(_ file: String) throws -> Workplace.Ending {
            try place.run(["backup", "verify", file, "--backup-passphrase-file", secret.path, "--json"])
        }
        #expect(try verify(file).json()["sound"] as? Bool == true)
        let good = try Data(contentsOf: URL(fileURLWithPath: file))
        let bad = disk.path + "/bad"
        for place in [10, 120, good.count / 2, good.count - 1] {
            var bytes = good
            bytes[place] ^= 1
            try bytes.write(to: URL(fileURLWithPath: bad))
            #expect(try verify(bad).status == 76, "\(place)")
        }
        for cut in [0, 100, good.count / 2, good.count - 1] {
            try good.prefix(cut).write(to: URL(fileURLWithPath: bad))
            #expect(try verify(bad).status == 76, "\(cut)")
        }
        try FileManager.default.removeItem(atPath: bad)
        let foreign = try SystemProgram.shell("cd '\(disk.path)' && echo x | age -r \(recipient) > ../foreign")
        #expect(foreign.status == 0)
        let notOurs = try place.run(
            ["backup", "verify", disk.path + "/../foreign", "--identity-file", disk.path + "/../age.key", "--json"])
        #expect(try notOurs.code() == "not-a-backup")
        try Data("other words than those before\n".utf8).write(to: secret)
        // Another passphrase is no fault of the file.
        for (language, said) in [("en", "does not open with this key or passphrase"), ("zh-Hans", "无法用此密钥或口令打开")] {
            let wrong = try place.run(
                ["backup", "verify", file, "--backup-passphrase-file", secret.path], language: language)
            #expect(wrong.status == 77 && wrong.errors.contains(said), "\(wrong.errors)")
        }
        #expect(try verify(file).code() == "locked")
        let forKey = try place.run(
            ["backup", "make", "--to", disk.path, "--recipient", recipient, "--json"], as: "fang")
        let sealed = try #require(try forKey.json()["file"] as? String, "\(forKey.errors)")
        #expect(try (verify(sealed).status, verify(sealed).code()) == (77, "locked"))
    }

    @Test(
        "who is no director or custodian makes none; a timer does with the workstation's key; a damaged practice is copied as it is, and that is told"
    )
    func whoAndWhat() throws {
        let (place, disk, recipient) = try practice()
        defer { place.remove() }
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        let make = ["backup", "make", "--to", disk.path, "--recipient", recipient, "--json"]
        #expect(try place.run(make, as: "lin").status == 77)
        #expect(try place.run(Array(make.dropLast(3)) + ["--json"], as: "fang").status == 64)
        let unknown = ["backup", "make", "--to", disk.path, "--recipient", "age1nobody", "--json"]
        #expect(try place.run(unknown, as: "fang").status == 65)
        let nowhere = ["backup", "make", "--to", disk.path + "/none", "--recipient", recipient, "--json"]
        #expect(try place.run(nowhere, as: "fang").status == 66)
        #expect(try files(disk).isEmpty)
        let timed = try place.run(make + ["--unattended"])
        #expect(timed.status == 0, "\(timed.errors)")
        let listed = try place.run(["backup", "list", "--json"], as: "lin").json()["backups"] as? [[String: Any]]
        #expect(listed?.count == 1)
        #expect(listed?.first?["by"] is NSNull)
        #expect(try place.run(["audit", "verify", "--deep"], as: "fang").status == 0)
        try place.alter(
            "UPDATE row SET body = zeroblob(length(body)) WHERE class = 7 AND rowid = (SELECT max(rowid) FROM row WHERE class = 7)"
        )
        let spoiled = try place.run(make + ["--unattended"])
        #expect(spoiled.status == 76)
        #expect(try spoiled.json()["faults"] as? Int == 1)
        #expect(try files(disk).count == 2)
        let file = try #require(try spoiled.json()["file"] as? String)
        let looked = try place.run(["backup", "verify", file, "--identity-file", disk.path + "/../age.key", "--json"])
        #expect(looked.status == 76)
        #expect((try looked.json()["faults"] as? [[String: Any]])?.map { $0["kind"] as? String } == ["row-altered"])
    }

    @Test("killed at any moment it leaves nothing that looks like a backup, and the next one clears away what was left")
    func killed() throws {
        let (place, disk, recipient) = try practice()
        defer { place.remove() }
        for delay in [0.02, 0.05, 0.1, 0.15, 0.2, 0.3] {
            try place.kill(
                ["backup", "make", "--to", disk.path, "--recipient", recipient, "--json", "--unattended"], after: delay)
            for name in try files(disk) where !name.hasPrefix(".") {
                let verified = try place.run(
                    ["backup", "verify", disk.path + "/" + name, "--identity-file", disk.path + "/../age.key"])
                #expect(verified.status == 0, "\(name)")
            }
        }
        let last = try place.run(
            ["backup", "make", "--to", disk.path, "--recipient", recipient, "--json", "--unattended"])
        #expect(last.status == 0, "\(last.errors)")
        #expect(try files(disk).allSatisfy { !$0.hasPrefix(".") })
        #expect(try files(place.folder).allSatisfy { !$0.hasPrefix(".backup-") })
        #expect(try place.run(["audit", "verify", "--deep"]).status == 0)
    }

    @Test("others write while backups are made, and each backup is of one moment")
    func atOnce() throws {
        let (place, disk, recipient) = try practice()
        defer { place.remove() }
        var raised = 0
        for _ in 0..<3 {
            let backup = Process()
            backup.executableURL = place.program
            backup.arguments = [
                "backup", "make", "--to", disk.path, "--recipient", recipient, "--json", "--unattended",
            ]
            backup.currentDirectoryURL = place.folder
            backup.environment = place.environment(language: "en")
            backup.standardOutput = FileHandle.nullDevice
            try backup.run()
            while backup.isRunning {
                if try place.run(["crisis", "raise"], input: "来电").status == 0 { raised += 1 }
            }
            #expect(backup.terminationStatus == 0)
        }
        #expect(raised > 0)
        for name in try files(disk) {
            let verified = try place.run(
                ["backup", "verify", disk.path + "/" + name, "--identity-file", disk.path + "/../age.key"])
            #expect(verified.status == 0, "\(verified.output)")
        }
    }

    @Test("a backup with files added, missing or changed is refused, and each is named; what is none is called so")
    func namedFaults() throws {
        let (place, disk, recipient) = try practice()
        defer { place.remove() }
        let made = try place.run(
            ["backup", "make", "--to", disk.path, "--recipient", recipient, "--json"], as: "fang")
        let file = try #require(try made.json()["file"] as? String, "\(made.errors)")
        let key = disk.path + "/../age.key"
        let again = "\(disk.path)/again.age"
        let shaped = try SystemProgram.shell(
            """
            cd '\(disk.path)' && mkdir t && age -d -i ../age.key '\(file)' | tar xf - -C t && cd t &&
            echo more > Keys/more.txt && rm Keys/fang.recovery && echo x >> Keys/fang.card.txt &&
            tar --format=ustar -cf ../again.tar practice.sqlite Keys/*.* tacet-backup.json &&
            age -r \(recipient) -o ../again.age ../again.tar
            """)
        try #require(shaped.status == 0)
        for command in [["restore", "unpack", again, "--to", disk.path + "/new"], ["backup", "verify", again]] {
            let refused = try place.run(command + ["--identity-file", key, "--json"])
            #expect(refused.status == 76, "\(refused.errors)")
            let faults = try #require(try refused.json()["faults"] as? [[String: Any]])
            #expect(
                faults.map { "\($0["kind"] as? String ?? "") \($0["place"] as? String ?? "")" } == [
                    "file-changed Keys/fang.card.txt", "file-missing Keys/fang.recovery", "file-extra Keys/more.txt",
                ])
        }
        #expect(try !files(disk).contains("new"))
        let told = try place.run(["restore", "unpack", again, "--to", disk.path + "/new", "--identity-file", key])
        #expect(told.output.contains("Keys/more.txt") && !told.errors.contains("No backup was made"))
        let none = try place.run(
            ["restore", "unpack", "/etc/passwd", "--to", disk.path + "/new", "--identity-file", key, "--json"])
        #expect(try (none.status, none.code()) == (65, "not-a-backup"))
        let inside = try place.run(["backup", "make", "--to", ".", "--recipient", recipient], as: "fang")
        #expect(inside.status == 0 && inside.errors.contains("in the practice folder itself"), "\(inside.errors)")
    }

    @Test(
        "keys behind a link that somebody else put in their place are not read into a backup; behind one's own they are"
    )
    func linkedKeys() throws {
        let (place, disk, recipient) = try practice()
        defer { place.remove() }
        let make = ["backup", "make", "--to", disk.path, "--recipient", recipient, "--unattended"]
        let (keys, away) = (
            place.folder.appendingPathComponent("Keys"), place.everything.appendingPathComponent("Stick")
        )
        try FileManager.default.moveItem(at: keys, to: away)
        try FileManager.default.createSymbolicLink(at: keys, withDestinationURL: away)
        let own = try place.run(make)
        #expect(own.status == 0, "\(own.errors)")
        let made = try files(disk)
        // Only root can give a link to somebody.
        guard geteuid() == 0 else { return }
        try #require(lchown(keys.path, 65_534, 65_534) == 0)
        let others = try place.run(make)
        #expect(others.status == 74, "\(others)")
        #expect(try files(disk) == made)
    }
}
