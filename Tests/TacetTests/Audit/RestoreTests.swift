import Foundation
import TestSupport
import Testing

/// Going on from a backup: two people sign what is lost, everybody else is shown it, and nothing else begins an epoch.
struct RestoreTests {
    private typealias Scene = RestoreScene

    private func scene() throws -> Scene { try RestoreScene.copied() }

    @Test("of several custodians any one confirms what was declared, and that is said so; of one, who")
    func anyCustodian() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("gu", name: "古月", roles: ["counselor"])
        try place.admit("cu", name: "顾清", roles: ["custodian"])
        let secret = place.everything.appendingPathComponent("backup.pass")
        try Data("eight plain words of the practice\n".utf8).write(to: secret)
        for (count, said) in [
            (1, ["en": "Next: cu confirms in this folder:", "zh-Hans": "由 cu 在此文件夹中确认"]),
            (
                2,
                [
                    "en": "Next: one of these custodians confirms in this folder (cu, gu): tacet restore confirm",
                    "zh-Hans": "由以下任意一位密钥保管人在此文件夹中确认即可（cu、gu）：tacet restore confirm",
                ]
            ),
        ] {
            if count == 2 {
                let named = try place.run(["staff", "role", "add", "gu", "--role", "custodian"], as: "fang")
                try #require(named.status == 0, "\(named.errors)")
                let confirmed = try place.run(["staff", "confirm", "gu"], as: "cu")
                try #require(confirmed.status == 0, "\(confirmed.errors)")
            }
            let disk = place.everything.appendingPathComponent("disk\(count)").path
            try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
            let made = try place.run(
                [
                    "backup", "make", "--to", disk, "--backup-passphrase-file", secret.path, "--work-factor", "17",
                    "--json",
                ],
                as: "fang")
            let backup = try #require(try made.json()["file"] as? String, "\(made.errors)")
            let restored = place.everything.appendingPathComponent("restored\(count)")
            let unpacked = try place.run([
                "restore", "unpack", backup, "--to", restored.path, "--backup-passphrase-file", secret.path,
            ])
            try #require(unpacked.status == 0, "\(unpacked.errors)")
            for (language, words) in said {
                let proposed = try place.run(
                    ["restore", "propose", "--reason", "disk", "--yes"], as: "fang", language: language, in: restored)
                #expect(proposed.status == 0 && proposed.errors.contains(words), "\(proposed.errors)")
            }
        }
    }

    /// A scene whose restored folder is in epoch 2, where cu is already and nobody else.
    private func crossed() throws -> Scene {
        let scene = try scene()
        try #require(try scene.unpack().status == 0)
        _ = try scene.done(["restore", "propose", "--reason", "disk", "--yes"], as: "fang")
        _ = try scene.done(["restore", "confirm", "--yes"], as: "cu")
        return scene
    }

    private func number(_ value: Any?) -> Int? { value as? Int }

    @Test(
        "a backup is unpacked whole, says what is missing in it, and nobody works there before two people signed that")
    func unpacked() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let ending = try scene.unpack()
        #expect(ending.status == 0, "\(ending.errors)")
        let standing = try #require(try ending.json()["standing"] as? [String: Any])
        #expect(standing["nothingLost"] as? Bool == false)
        #expect(number(standing["statements"]) == 1)
        let restored = try #require(standing["restored"] as? [String: Any])
        #expect(number(standing["entries"]) == scene.later - (number(restored["entries"]) ?? 0))
        let attributes = try FileManager.default.attributesOfItem(atPath: scene.restored.path)
        #expect((attributes[.posixPermissions] as? Int) == 0o700)
        let told = try scene.place.run(
            [
                "restore", "unpack", scene.backup, "--to", scene.restored.path + "2", "--backup-passphrase-file",
                scene.secret,
            ])
        #expect(told.output.contains("their old rights and their old keys"))
        for person in ["fang", "lin", "cu"] {
            let refused = try scene.at(["status", "--json"], as: person)
            #expect(refused.status == 75)
            #expect(try refused.code() == "restore-waits")
        }
        #expect(try scene.at(["restore", "accept", "--json"], as: "lin").code() == "restore-waits")
        // Somewhere else nothing is overwritten.
        #expect(try scene.unpack().status == 73)
        // Where the file was put back by hand, the refusal names the way on.
        try FileManager.default.removeItem(at: scene.restored.appendingPathComponent("practice.restored"))
        let old = try scene.at(["status"], as: "fang")
        #expect(old.status == 76)
        #expect(old.errors.contains("tacet restore propose"))
        #expect(try scene.at(["restore", "confirm", "--yes", "--json"], as: "cu").code() == "no-proposal")
        #expect(try scene.at(["restore", "propose", "--yes", "--json"], as: "lin").status == 77)
        #expect(try scene.at(["restore", "propose", "--json"], as: "fang").code() == "needs-yes")
        // Nothing was written by any of this.
        #expect(number(try scene.at(["audit", "verify", "--json"]).json()["entries"]) == number(restored["entries"]))
    }

    @Test("two people open an epoch, a third is shown what they lose and accepts, and the old folder is refused")
    func wholePath() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let checkpoint = scene.place.everything.appendingPathComponent("late").path
        #expect(try scene.place.run(["audit", "checkpoint", "--out", checkpoint], as: "fang").status == 0)
        #expect(try scene.unpack().status == 0)
        let proposed = try scene.done(["restore", "propose", "--reason", "lost", "--yes"], as: "fang")
        let declaration = try #require(proposed["declaration"] as? [String: Any])
        #expect(number(declaration["epoch"]) == 2)
        #expect(number((declaration["known"] as? [String: Any])?["entries"]) == scene.later + 1)
        // Nobody is in an epoch by a proposal alone, and nobody confirms their own.
        #expect(try scene.at(["status", "--json"], as: "lin").code() == "restore-waits")
        #expect(try scene.at(["restore", "confirm", "--yes", "--json"], as: "fang").code() == "own-epoch")
        #expect(try scene.at(["restore", "confirm", "--yes", "--json"], as: "lin").status == 77)
        #expect(try scene.at(["restore", "confirm", "--json"], as: "cu").code() == "needs-yes")
        _ = try scene.done(["restore", "confirm", "--yes"], as: "cu")
        let files = try FileManager.default.contentsOfDirectory(atPath: scene.restored.path)
        #expect(!files.contains("practice.epoch") && !files.contains("practice.restored"))

        let refused = try scene.at(["status", "--json"], as: "lin")
        #expect(refused.status == 75)
        #expect(try refused.code() == "epoch-waits")
        let said = try #require(try refused.error()["message"] as? String)
        #expect(said.contains("fang") && said.contains("cu"))
        let chinese = try scene.at(["status"], as: "lin", language: "zh-Hans").errors
        #expect(chinese.contains("第 2 纪元"))
        #expect(try scene.at(["restore", "accept", "--json"], as: "lin").code() == "needs-yes")
        let shown = try scene.at(["restore", "accept"], as: "lin")
        #expect(shown.status == 64)
        #expect(shown.errors.contains("a lost or stolen computer") && shown.errors.contains("cu confirmed"))
        let accepted = try scene.done(["restore", "accept", "--yes"], as: "lin")
        let loss = try #require(accepted["loss"] as? [String: Any])
        #expect((number(loss["entries"]) ?? 0) > 0 && number(loss["own"]) == 1)
        #expect(loss["isUnknownToSigners"] as? Bool == false)
        #expect(try scene.at(["restore", "accept", "--yes", "--json"], as: "lin").code() == "nothing-to-accept")
        _ = try scene.done(["status"], as: "lin")

        // The director accepts as everybody does; until then their pin is explained, and so is a checkpoint kept outside.
        let before = try scene.sound(scene.restored)
        #expect((before["explained"] as? [Any])?.count == 1)
        #expect((before["crossings"] as? [Any])?.count == 1)
        let against = try scene.at(["audit", "verify", "--against", checkpoint])
        // Nobody's office was judged, and the two may be one.
        #expect(against.status == 76 && against.output.contains("a checkpoint that you kept"), "\(against)")
        // By whom: without an identity not by name, and nobody's office was judged.
        #expect(against.output.contains("confirmed it.") && against.output.contains("audit verify --as NAME"))
        let judged = try scene.at(["audit", "verify", "--against", checkpoint], as: "cu")
        let byName = judged.output
        #expect(judged.status == 0, "\(judged)")
        #expect(byName.contains("fang signed that at") && byName.contains("and cu confirmed it."))
        #expect(!byName.contains("audit verify --as NAME"))
        _ = try scene.done(["restore", "accept", "--yes"], as: "fang")
        #expect((try scene.sound(scene.restored)["explained"] as? [Any])?.isEmpty == true)
        for person in ["fang", "lin", "cu"] {
            let ending = try scene.at(["audit", "verify", "--deep"], as: person)
            #expect(ending.status == 0, "\(ending.output)")
        }
        let log = try #require(try scene.done(["audit", "log"], as: "fang")["entries"] as? [[String: Any]])
        let acts = log.filter { number($0["epoch"]) == 2 }.compactMap { $0["action"] as? String }
        #expect(acts.first == "open-epoch")
        #expect(acts.filter { $0 == "accept-epoch" }.count == 2)
        // The old folder is none any more.
        for person in ["fang", "lin", "cu"] {
            let old = try scene.place.run(["status", "--json"], as: person)
            #expect(old.status == 76)
            #expect(try old.code() == "rolled-back")
        }
        #expect(try scene.place.run(["audit", "verify"]).status == 76)
    }

    @Test("who confirms a restore once more is told that it was confirmed, and declares no second one")
    func confirmedTwice() throws {
        let scene = try crossed()
        defer { scene.place.remove() }
        let again = try scene.at(["restore", "confirm", "--yes"], as: "cu")
        #expect(again.status == 66 && again.errors.contains("epoch 2"), "\(again)")
        #expect(!again.errors.contains("restore propose"), "\(again)")
    }

    @Test("a restored folder has no backup since, and says of which epoch it counts where it was rolled back")
    func countedByEpoch() throws {
        let scene = try crossed()
        defer { scene.place.remove() }
        for (language, said) in [
            ("en", "No backup was made since the practice was restored"), ("zh-Hans", "自从备份恢复以来尚未再作备份"),
        ] {
            let status = try scene.at(["status"], as: "cu", language: language)
            let listed = try scene.at(["backup", "list"], as: "cu", language: language)
            #expect(status.output.contains(said) && listed.errors.contains(said), "\(status)\(listed)")
        }
        let older = scene.place.everything.appendingPathComponent("older")
        try FileManager.default.copyItem(at: scene.restored, to: older)
        try #require(try scene.at(["status"], as: "cu").status == 0)
        try FileManager.default.removeItem(at: scene.restored)
        try FileManager.default.moveItem(at: older, to: scene.restored)
        for (language, said) in [("en", "entries of epoch 2 (since the last restore)"), ("zh-Hans", "第 2 纪元（自上次还原以来）")]
        {
            let refused = try scene.at(["status"], as: "cu", language: language)
            #expect(refused.status == 76 && refused.errors.contains(said), "\(refused)")
        }
    }

    @Test("times are the practice's wherever a restore is told, also where no sheet says the zone")
    func practiceTimes() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let plain = try Regex(#"20\d\d-\d\d-\d\dT"#)
        func shown(_ ending: Workplace.Ending, _ count: Int) throws {
            let text = ending.output + ending.errors
            let times = try text.matches(of: Regex(#"[A-Z][a-z][a-z] (20\d\d-\d\d-\d\d \d\d:\d\d)( UTC)?"#))
            #expect(text.firstMatch(of: plain) == nil && !text.contains("UTC"), "\(text)")
            #expect(times.count >= count, "\(text)")
            let format = DateFormatter()
            format.locale = Locale(identifier: "en_US_POSIX")
            format.timeZone = TimeZone(identifier: "Asia/Shanghai")
            format.dateFormat = "yyyy-MM-dd HH:mm"
            for time in times {
                let moment = try #require(time.output[1].substring.flatMap { format.date(from: String($0)) })
                #expect(abs(moment.timeIntervalSinceNow) < 3600 * 2, "\(text)")
            }
        }
        let unpacked = try scene.place.run([
            "restore", "unpack", scene.backup, "--to", scene.restored.path, "--backup-passphrase-file", scene.secret,
        ])
        try shown(unpacked, 2)
        // What is asked and shown before anybody may enter.
        try FileManager.default.removeItem(at: scene.restored.appendingPathComponent("Keys/duty.txt"))
        try shown(try scene.at(["restore", "propose"], as: "fang"), 2)
        _ = try scene.done(["restore", "propose", "--reason", "disk", "--yes"], as: "fang")
        try shown(try scene.at(["restore", "confirm"], as: "cu"), 2)
        _ = try scene.done(["restore", "confirm", "--yes"], as: "cu")
        try shown(try scene.at(["restore", "accept"], as: "fang"), 2)
        #expect(try scene.at(["audit", "verify"]).output.contains(" UTC"))
        _ = try scene.done(["restore", "accept", "--yes"], as: "fang")
        try shown(try scene.at(["audit", "verify"], as: "fang"), 1)
        let chinese = try scene.at(["audit", "verify"], as: "fang", language: "zh-Hans").output
        #expect(try chinese.contains(Regex(#"20\d\d-\d\d-\d\d 周. \d\d:\d\d"#)), "\(chinese)")
    }

    /// Puts the membership chain's links that only the old folder has into the restored one, as rows alone.
    private func putBack(_ scene: Scene) throws {
        let script = scene.place.everything.appendingPathComponent("back.py")
        try Data(
            """
            import sqlite3, sys
            file = sqlite3.connect(sys.argv[1], timeout=60)
            file.execute("ATTACH ? AS old", (sys.argv[2],))
            print(file.execute("INSERT INTO row SELECT * FROM old.row AS lost WHERE class = 1 AND NOT EXISTS (SELECT 1 FROM row WHERE \
            row.class = 1 AND row.key = lost.key)").rowcount)
            file.commit()
            """.utf8
        ).write(to: script)
        let files = "'\(scene.restored.path)/practice.sqlite' '\(scene.place.database.path)'"
        #expect(try Workplace.shell("test $(/usr/bin/python3 '\(script.path)' \(files)) = 1") == 0)
    }

    @Test(
        "a statement that a restore lost, put back into the file, counts for nobody and is named as a row that nobody logged"
    )
    func statementPutBack() throws {
        let scene = try crossed()
        defer { scene.place.remove() }
        try putBack(scene)
        func faults(as person: String? = nil) throws -> [String] {
            let ending = try scene.at(["audit", "verify", "--deep", "--json"], as: person)
            #expect(ending.status == 76, "\(ending)")
            return (try ending.json()["faults"] as? [[String: Any]] ?? []).map {
                "\($0["kind"] ?? "") \($0["place"] ?? "")"
            }
        }
        // Who comes over, who is there already, and who remembers nothing.
        for person in ["fang", "lin"] { _ = try scene.done(["restore", "accept", "--yes"], as: person) }
        #expect(try faults() == ["row-added 1/00000004"])
        for person in ["fang", "lin", "cu"] {
            _ = try scene.done(["status"], as: person)
            #expect(try faults(as: person) == ["row-added 1/00000004"])
        }
        #expect(try scene.at(["crisis"]).status == 0)
        try FileManager.default.removeItem(at: scene.place.state)
        let staff = try #require(try scene.done(["staff", "list"], as: "fang")["staff"] as? [[String: Any]])
        #expect(Set(staff.compactMap { $0["shortName"] as? String }) == ["fang", "lin", "cu"], "\(staff)")
        // The next statement takes its place.
        let suspended = try scene.place.run(
            ["staff", "suspend", "lin", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "查"}"#,
            in: scene.restored)
        #expect(suspended.status == 0, "\(suspended)")
        _ = try scene.sound(scene.restored)
        #expect(try independent(scene, scene.restored) == 0)
    }

    @Test("work, checkpoints, proofs and backups go on in epoch 2, and a second restore leads to epoch 3")
    func secondRestore() throws {
        let scene = try crossed()
        defer { scene.place.remove() }
        for person in ["fang", "lin"] { _ = try scene.done(["restore", "accept", "--yes"], as: person) }
        let client = try scene.place.run(
            ["client", "add", "--from", "-", "--json"], as: "fang", input: #"{"name": "李芳", "phone": "13900139000"}"#,
            in: scene.restored)
        #expect(client.status == 0, "\(client.errors)")
        #expect(try scene.at(["crisis", "raise"]).status == 0)
        #expect(
            try scene.at(
                ["audit", "prove", "--entry", "0", "--out", scene.place.everything.path + "/proof"], as: "fang"
            ).status == 0)
        let second = try scene.backedUp(in: scene.restored)
        #expect(
            try scene.place.run(["backup", "verify", second, "--backup-passphrase-file", scene.secret]).status == 0)
        #expect(try independent(scene, scene.restored) == 0)
        _ = try scene.done(["status"], as: "lin")
        let note = scene.place.everything.path + "/two"
        #expect(try scene.at(["audit", "checkpoint", "--out", note], as: "fang").status == 0)

        let again = Scene(place: scene.place, backup: second, later: 0)
        try FileManager.default.moveItem(
            at: scene.restored, to: scene.place.everything.appendingPathComponent("second"))
        #expect(try again.unpack().status == 0)
        let proposed = try again.done(["restore", "propose", "--yes"], as: "fang")
        #expect(number((proposed["declaration"] as? [String: Any])?["epoch"]) == 3)
        _ = try again.done(["restore", "confirm", "--yes"], as: "cu")
        for person in ["fang", "lin"] { _ = try again.done(["restore", "accept", "--yes"], as: person) }
        let verified = try again.sound(again.restored)
        #expect(number(verified["epoch"]) == 3)
        #expect((verified["crossings"] as? [Any])?.count == 2)
        #expect(try again.at(["audit", "verify", "--against", note]).status == 76)
        #expect(try again.at(["audit", "verify", "--against", note], as: "fang").status == 0)
        #expect(try independent(again, again.restored) == 0)
        #expect(try again.at(["audit", "verify", "--deep"], as: "fang").status == 0)

        // The first backup is of epoch 1; what it would lead to is epoch 4, for 3 was seen.
        try FileManager.default.moveItem(at: again.restored, to: again.place.everything.appendingPathComponent("third"))
        #expect(try scene.unpack().status == 0)
        let last = try scene.done(["restore", "propose", "--yes"], as: "fang")
        #expect(number((last["declaration"] as? [String: Any])?["epoch"]) == 4)
        _ = try scene.done(["restore", "confirm", "--yes"], as: "cu")
        let accepted = try scene.done(["restore", "accept", "--yes"], as: "lin")
        #expect(number(((accepted["loss"] as? [String: Any])?["seen"] as? [String: Any])?["epoch"]) == 3)
        #expect(try independent(scene, scene.restored) == 0)
        _ = try scene.sound(scene.restored)
        #expect(
            try scene.place.run(
                ["status", "--json"], as: "lin", in: scene.place.everything.appendingPathComponent("third")
            ).code() == "rolled-back")
    }

    /// How Tests/Reader ends, with every signature.
    private func independent(_ scene: Scene, _ folder: URL) throws -> Int32 {
        try scene.place.independentReader(in: folder).status
    }

    @Test(
        "whoever comes without a pin enters the restored practice, also where colleagues' checkpoints of what was lost are put back"
    )
    func withoutPins() throws {
        let scene = try crossed()
        defer { scene.place.remove() }
        try FileManager.default.removeItem(at: scene.place.state)
        let entered = try scene.at(["status"], as: "lin")
        #expect(entered.status == 0, "\(entered.errors)")
        #expect(entered.errors.contains("does not remember"))
        #expect(try scene.at(["status"], as: "fang").status == 0)
        _ = try scene.sound(scene.restored)
        // Whoever has a copy of what was lost can put back what colleagues signed there: the restore explains it.
        let other = try scene.place.copied()
        defer { other.remove() }
        let file = try #require(try? Data(contentsOf: scene.place.database))
        let script = """
            import sqlite3, sys
            old, new = sqlite3.connect(sys.argv[1]), sqlite3.connect(sys.argv[2])
            for row in old.execute('SELECT epoch, signer, size, note FROM checkpoint'):
                new.execute('INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?, ?)', row)
            new.commit()
            """
        #expect(!file.isEmpty)
        let restored = other.everything.appendingPathComponent("restored/practice.sqlite").path
        let put = try SystemProgram.python(["-c", script, scene.place.database.path, restored])
        #expect(put.status == 0, "\(put.errors)")
        try FileManager.default.removeItem(at: other.state)
        let folder = other.everything.appendingPathComponent("restored")
        #expect(try other.run(["status"], as: "lin", in: folder).status == 0)
        let verified = try other.run(["audit", "verify"], in: folder)
        #expect(verified.status == 0 && verified.output.contains("was lost, as that restore says"), "\(verified)")
        let others = try other.run(["audit", "verify", "--json"], in: folder).json()
        #expect((others["explained"] as? [Any])?.isEmpty == false)
    }

    @Test("people who saw different sizes each lose what they saw; a custodian who saw more has it declared anew")
    func differentSizes() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let folder = scene.place.state.appendingPathComponent("tacet")
        let practice = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.count == 32 })
        // cu's pin is on another computer when the director declares.
        let mine = folder.appendingPathComponent(practice)
        let away = scene.place.everything.appendingPathComponent("away")
        #expect(try scene.place.run(["status"], as: "cu").status == 0)
        let people = try scene.place.run(["staff", "list", "--json"], as: "cu").json()
        let listed = try #require(people["staff"] as? [[String: Any]] ?? people["people"] as? [[String: Any]])
        let cu = try #require(listed.first { $0["shortName"] as? String == "cu" }?["id"] as? String)
        try FileManager.default.moveItem(at: mine.appendingPathComponent("\(cu).pin"), to: away)
        #expect(try scene.unpack().status == 0)
        let first = try scene.done(["restore", "propose", "--yes"], as: "fang")
        try FileManager.default.moveItem(at: away, to: mine.appendingPathComponent("\(cu).pin"))
        let refused = try scene.at(["restore", "confirm", "--yes", "--json"], as: "cu")
        #expect(refused.status == 75)
        #expect(try refused.code() == "more-is-known")
        let seen = scene.restored.appendingPathComponent("seen-cu.checkpoint").path
        #expect(FileManager.default.fileExists(atPath: seen))
        try FileManager.default.moveItem(at: mine.appendingPathComponent("\(cu).pin"), to: away)
        let second = try scene.done(["restore", "propose", "--yes", "--checkpoint", seen], as: "fang")
        func known(_ reply: [String: Any]) -> Int {
            number(((reply["declaration"] as? [String: Any])?["known"] as? [String: Any])?["entries"]) ?? 0
        }
        #expect(known(second) > known(first))
        try FileManager.default.moveItem(at: away, to: mine.appendingPathComponent("\(cu).pin"))
        let confirmed = try scene.done(["restore", "confirm", "--yes"], as: "cu")
        let lin = try scene.done(["restore", "accept", "--yes"], as: "lin")
        let fang = try scene.done(["restore", "accept", "--yes"], as: "fang")
        func lost(_ reply: [String: Any], _ member: String) -> Int {
            number((reply[member] as? [String: Any])?["entries"]) ?? 0
        }
        #expect(lost(lin, "loss") < lost(fang, "loss") && lost(fang, "loss") < lost(confirmed, "own"))
        _ = try scene.sound(scene.restored)
        // What is no checkpoint, or nobody of the practice signed, is refused.
        let file = scene.place.everything.appendingPathComponent("note").path
        try Data("no checkpoint\n".utf8).write(to: URL(fileURLWithPath: file))
        #expect(
            try scene.at(["restore", "propose", "--yes", "--checkpoint", file, "--json"], as: "fang").code()
                == "not-a-checkpoint")
    }

    @Test("a checkpoint or pin beyond what both knew of is told and stays a fault until it is accepted")
    func moreThanKnown() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        #expect(try scene.unpack().status == 0)
        _ = try scene.done(["restore", "propose", "--yes"], as: "fang")
        // lin works on in the old folder meanwhile.
        #expect(try scene.place.run(["status"], as: "lin").status == 0)
        let note = scene.place.everything.path + "/late"
        #expect(try scene.place.run(["audit", "checkpoint", "--out", note], as: "lin").status == 0)
        _ = try scene.done(["restore", "confirm", "--yes"], as: "cu")
        let found = try scene.at(["audit", "verify", "--json"])
        #expect(found.status == 76)
        #expect((try found.json()["faults"] as? [[String: Any]])?.map { $0["kind"] as? String } == ["pin-contradicted"])
        let shown = try scene.at(["restore", "accept", "--yes"], as: "lin")
        #expect(shown.status == 0 && shown.errors.contains("more than those who signed knew of"), "\(shown.errors)")
        _ = try scene.sound(scene.restored)
        #expect(try scene.at(["audit", "verify", "--against", note]).status == 76)
    }

    /// The folder of what this computer remembers of the practice.
    private func pins(_ scene: Scene) throws -> URL {
        let folder = scene.place.state.appendingPathComponent("tacet")
        let practice = try #require(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).first { $0.count == 32 })
        return folder.appendingPathComponent(practice)
    }

    @Test("a pin with keys that were given in what was lost is told as lost, and nothing else is by that")
    func lostKeys() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let place = scene.place
        let code = place.everything.appendingPathComponent("lin2.code").path
        let listed = try place.run(["staff", "list", "--json"], as: "fang").json()
        let staff = try #require(listed["staff"] as? [[String: Any]] ?? listed["people"] as? [[String: Any]])
        func id(_ name: String) throws -> String {
            try #require(staff.first { $0["shortName"] as? String == name }?["id"] as? String)
        }
        for step in [
            try place.run(["join", "lin2", "--replaces", "lin", "--work-factor", "17"], as: "lin2"),
            try place.run(
                [
                    "staff", "replace", "Keys/lin2.public", "--for", "lin", "--code-file", code, "--work-factor", "17",
                    "--yes",
                ], as: "fang"),
            try place.run(["staff", "confirm", "lin"], as: "cu"),
            try place.run(["welcome", "Keys/lin2.welcome", "--code-file", code, "--work-factor", "17"], as: "lin2"),
            try place.run(["status"], as: "lin2"),
            // Somebody who came in what is lost has seen it as well.
            try place.run(["staff", "confirm", "bo"], as: "cu"),
            try place.run(
                [
                    "welcome", "Keys/bo.welcome", "--code-file",
                    place.everything.appendingPathComponent("bo.code").path, "--work-factor", "17",
                ], as: "bo"),
            try place.run(["status"], as: "bo"), try place.run(["status"], as: "fang"),
        ] { try #require(step.status == 0, "\(step.errors)") }
        try #require(try scene.unpack().status == 0)
        _ = try scene.done(["restore", "propose", "--reason", "disk", "--yes"], as: "fang")
        _ = try scene.done(["restore", "confirm", "--yes"], as: "cu")

        let told = try scene.sound(scene.restored)
        let explained = try #require(told["explained"] as? [[String: Any]])
        #expect(explained.filter { $0["hasLostKeys"] as? Bool == true }.count == 2)
        #expect(explained.contains { $0["hasLostKeys"] as? Bool == false })
        _ = try scene.sound(scene.restored, deep: false)
        #expect(try scene.at(["audit", "verify", "--deep"], as: "cu").status == 0)
        #expect(try scene.at(["audit", "verify"]).output.contains("keys that this file does not know"))
        #expect(try independent(scene, scene.restored) == 0)

        // What the restore does not say is lost stays a fault, and so does one that knew no statement that is.
        let file = try pins(scene).appendingPathComponent("\(try id("lin")).pin")
        let good = try String(contentsOf: file, encoding: .utf8)
        func line(_ name: String, of text: String) throws -> String {
            String(try #require(text.split(separator: "\n").first { $0.hasPrefix(name + " ") }))
        }
        let crossed = try String(
            contentsOf: try pins(scene).appendingPathComponent("\(try id("cu")).pin"), encoding: .utf8)
        for altered in [
            good.replacing(try line("log", of: good), with: "log 1 4000 " + String(repeating: "a", count: 64)),
            good.replacing(try line("log", of: good), with: "log 1 5 " + String(repeating: "a", count: 64)),
            good.replacing(try line("chain", of: good), with: try line("chain", of: crossed)),
        ] {
            try Data(altered.utf8).write(to: file)
            let found = try scene.at(["audit", "verify", "--json"])
            #expect(found.status == 76, "\(altered)")
            #expect(
                (try found.json()["faults"] as? [[String: Any]])?.map { $0["kind"] as? String } == ["pin-contradicted"])
            #expect(try independent(scene, scene.restored) != 0)
        }
    }

    @Test("whose memory on this computer goes beyond the restored file is said by name before anybody declares")
    func missedByName() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let place = scene.place
        let code = place.everything.appendingPathComponent("lin2.code").path
        for step in [
            try place.run(["join", "lin2", "--replaces", "lin", "--work-factor", "17"], as: "lin2"),
            try place.run(
                [
                    "staff", "replace", "Keys/lin2.public", "--for", "lin", "--code-file", code, "--work-factor", "17",
                    "--yes",
                ], as: "fang"),
            try place.run(["staff", "confirm", "lin"], as: "cu"),
            try place.run(["welcome", "Keys/lin2.welcome", "--code-file", code, "--work-factor", "17"], as: "lin2"),
            // The last to see anything has keys that the backup does not know.
            try place.run(["status"], as: "lin2"),
        ] { try #require(step.status == 0, "\(step.errors)") }
        try #require(try scene.unpack().status == 0)
        let undeclared = try scene.at(["audit", "verify"])
        #expect(undeclared.status == 76 && undeclared.errors.contains("tacet restore propose"), "\(undeclared.errors)")
        #expect(undeclared.errors.contains("restored from a backup"))
        #expect(try scene.at(["audit", "verify"], language: "zh-Hans").errors.contains("由备份还原"))
        for (language, words) in [("en", ["with new keys that", "What lin saw"]), ("zh-Hans", ["的新密钥见过", "lin 所见"])] {
            let asked = try scene.at(["restore", "propose"], as: "fang", language: language)
            #expect(asked.status == 64)
            for word in words + ["cu", "tacet restore accept"] {
                #expect(asked.errors.contains(word), "\(word): \(asked.errors)")
            }
        }
        let proposed = try scene.done(["restore", "propose", "--yes"], as: "fang")
        let standing = try #require(proposed["standing"] as? [String: Any])
        let missed = try #require(standing["missed"] as? [[String: Any]])
        #expect(missed.count == 3, "\(missed)")
        #expect(missed.filter { $0["covered"] as? Bool == false }.count == 1)
        #expect(missed.filter { $0["hasLostKeys"] as? Bool == true && $0["covered"] as? Bool == false }.count == 1)
        _ = try scene.done(["restore", "confirm", "--yes"], as: "cu")
        // It is so, and the way on is named; nothing else is wrong.
        let alarmed = try scene.at(["audit", "verify", "--json"])
        #expect(
            (try alarmed.json()["faults"] as? [[String: Any]])?.map { $0["kind"] as? String } == ["pin-contradicted"])
        #expect(try scene.at(["audit", "verify"]).errors.contains("tacet restore accept"))
    }

    @Test("an altered or foreign backup is not unpacked, and a damaged one lists its faults")
    func altered() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let good = try Data(contentsOf: URL(fileURLWithPath: scene.backup))
        var bytes = good
        bytes[good.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: scene.backup))
        let ending = try scene.unpack()
        #expect(ending.status == 76)
        #expect(try ending.code() == "backup-altered")
        #expect(!FileManager.default.fileExists(atPath: scene.restored.path))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scene.place.everything.path)
                .allSatisfy { !$0.hasPrefix(".tacet-restore-") })
        // Made by hand of a practice file that somebody changed: it opens, and what is wrong is listed.
        let damaged = try repacked(scene, good)
        let listed = try scene.place.run(
            [
                "restore", "unpack", damaged + ".age", "--to", scene.restored.path, "--identity-file", damaged + ".key",
                "--json",
            ])
        #expect(listed.status == 76)
        let faults = try #require(try listed.json()["faults"] as? [[String: Any]])
        #expect(Set(faults.compactMap { $0["kind"] as? String }).isSuperset(of: ["row-altered", "row-missing"]))
        #expect(!FileManager.default.fileExists(atPath: scene.restored.path))
        #expect(
            try scene.place.run(["restore", "unpack", scene.backup, "--to", scene.restored.path, "--json"]).status == 64
        )
    }

    /// The backup with an altered and a missing row, its manifest put right, under an age key of nobody's: the passphrase's.
    private func repacked(_ scene: Scene, _ backup: Data) throws -> String {
        let file = scene.place.everything.appendingPathComponent("whole.age").path
        try backup.write(to: URL(fileURLWithPath: file))
        let folder = scene.place.everything.appendingPathComponent("unpacked").path
        let made = scene.place.everything.appendingPathComponent("made").path
        let unpacked = try scene.place.run(
            ["restore", "unpack", file, "--to", folder, "--backup-passphrase-file", scene.secret, "--json"])
        try #require(unpacked.status == 0, "\(unpacked.errors)")
        let script = """
            import hashlib, io, json, os, sqlite3, subprocess, sys, tarfile
            folder, made = sys.argv[1], sys.argv[2]
            base = sqlite3.connect(folder + "/practice.sqlite")
            report = json.loads(sys.argv[3])
            base.execute("UPDATE row SET body = zeroblob(length(body)) WHERE rowid = (SELECT max(rowid) FROM row WHERE class = 7)")
            base.execute("DELETE FROM row WHERE class = 10 OR rowid = (SELECT max(rowid) FROM row WHERE class = 4)")
            base.commit()
            base.close()
            names = ["practice.sqlite"] + ["Keys/" + name for name in sorted(os.listdir(folder + "/Keys"))]
            files = []
            archive = tarfile.open(made + ".tar", "w", format=tarfile.USTAR_FORMAT)
            for name in names:
                data = open(folder + "/" + name, "rb").read()
                files.append({"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
                info = tarfile.TarInfo(name)
                info.size = len(data)
                archive.addfile(info, io.BytesIO(data))
            manifest = json.dumps(dict(format="tacet-backup", version=1, made="2026-11-24T00:00:00Z", program="0.1.0", files=files,
                                       **report)).encode()
            info = tarfile.TarInfo("tacet-backup.json")
            info.size = len(manifest)
            archive.addfile(info, io.BytesIO(manifest))
            archive.close()
            subprocess.run(["age-keygen", "-o", made + ".key"], check=True, stderr=subprocess.DEVNULL)
            key = subprocess.run(["age-keygen", "-y", made + ".key"], check=True, capture_output=True, text=True).stdout.strip()
            subprocess.run(["age", "-r", key, "-o", made + ".age", made + ".tar"], check=True)
            """
        let standing = try #require(try unpacked.json()["standing"] as? [String: Any])
        let restored = try #require(standing["restored"] as? [String: Any])
        let report: [String: Any] = [
            "practice": try unpacked.json()["practice"] ?? "", "root": String(repeating: "0", count: 64),
            "epoch": restored["epoch"] ?? 0, "entries": restored["entries"] ?? 0,
            "treeRoot": restored["treeRoot"] ?? "",
        ]
        let written = try SystemProgram.python([
            "-c", script, folder, made,
            String(decoding: try JSONSerialization.data(withJSONObject: report), as: UTF8.self),
        ])
        try #require(written.status == 0, "\(written.errors)")
        return made
    }

    @Test("a practice of one goes on by the director alone, and everybody is told so")
    func alone() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        for folder in ["disk"] {
            try FileManager.default.createDirectory(
                at: place.everything.appendingPathComponent(folder), withIntermediateDirectories: true)
        }
        let scene = Scene(place: place, backup: "", later: 0)
        try Data("eight plain words of the practice\n".utf8).write(to: URL(fileURLWithPath: scene.secret))
        let whole = Scene(place: place, backup: try scene.backedUp(in: place.folder), later: 0)
        #expect(try place.run(["status"], as: "lin").status == 0)
        #expect(try whole.unpack().status == 0)
        let proposed = try whole.at(["restore", "propose", "--yes"], as: "fang")
        #expect(proposed.errors.contains("your signature alone"))
        _ = try whole.done(["restore", "confirm", "--yes"], as: "fang")
        let shown = try whole.at(["restore", "accept", "--yes"], as: "lin")
        #expect(shown.status == 0)
        #expect(shown.errors.contains("fang signed alone"))
        _ = try whole.sound(whole.restored)
    }

    @Test(
        "without an identity a restore that one person signed explains nothing away, and every restore says who signed it"
    )
    func oneSigner() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        try place.admit("lin", name: "林梅", roles: ["counselor"])
        try FileManager.default.createDirectory(
            at: place.everything.appendingPathComponent("disk"), withIntermediateDirectories: true)
        try Data("eight plain words of the practice\n".utf8).write(
            to: place.everything.appendingPathComponent("backup.pass"))
        let backup = try Scene(place: place, backup: "", later: 0).backedUp(in: place.folder)
        let scene = Scene(place: place, backup: backup, later: 0)
        let note = place.everything.appendingPathComponent("outside").path
        #expect(try place.run(["audit", "checkpoint", "--out", note], as: "lin").status == 0)
        #expect(try place.run(["status"], as: "fang").status == 0)
        #expect(try scene.unpack().status == 0)
        _ = try scene.done(["restore", "propose", "--yes"], as: "fang")
        _ = try scene.done(["restore", "confirm", "--yes"], as: "fang")

        // lin's pin and the checkpoint outside are of what fang alone calls lost: fang's office shows with an identity.
        func kinds(_ ending: Workplace.Ending) throws -> Set<String> {
            Set((try ending.json()["faults"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String })
        }
        for deep in [[], ["--deep"]] {
            let plain = try scene.at(["audit", "verify", "--json"] + deep)
            #expect(plain.status == 76)
            #expect(try kinds(plain) == ["pin-contradicted"])
            #expect(try plain.json()["officesJudged"] as? Bool == false)
            let against = try scene.at(["audit", "verify", "--against", note, "--json"] + deep)
            #expect(try kinds(against) == ["pin-contradicted", "checkpoint-contradicted"])
            let judged = try scene.at(["audit", "verify", "--against", note, "--json"] + deep, as: "fang")
            #expect(judged.status == 0, "\(judged.output)")
            let crossing = try #require((try judged.json()["crossings"] as? [[String: Any]])?.first)
            #expect(crossing["directorName"] as? String == "fang" && crossing["custodian"] is NSNull)
            #expect(try judged.json()["officesJudged"] as? Bool == true)
            #expect((number(crossing["lost"]) ?? 0) > 0)
        }
        #expect(try independent(scene, scene.restored) != 0)
        let told = try scene.at(["audit", "verify"]).output
        #expect(
            told.contains(", alone.") && told.contains("audit verify --as NAME") && told.contains("explains nothing"))
        #expect(try scene.at(["audit", "verify"], language: "zh-Hans").output.contains("未核实"))
        let named = try scene.at(["audit", "verify"], as: "fang").output
        #expect(named.contains("fang signed that at") && !named.contains("audit verify --as NAME"))
        // A copy is made all the same, and once everybody has gone over nothing is left to explain.
        _ = try scene.backedUp(in: scene.restored)
        _ = try scene.done(["restore", "accept", "--yes"], as: "lin")
        _ = try scene.sound(scene.restored)
        #expect(try independent(scene, scene.restored) == 0)
    }

    @Test("killed at any moment, unpacking and confirming leave nothing half, and go through when they are repeated")
    func killed() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        let unpack = [
            "restore", "unpack", scene.backup, "--to", scene.restored.path, "--backup-passphrase-file", scene.secret,
        ]
        for delay in [0.3, 0.5, 0.6, 0.7, 0.9] {
            try scene.place.kill(unpack, after: delay)
            if FileManager.default.fileExists(atPath: scene.restored.path) {
                #expect(try scene.at(["audit", "verify", "--json"]).json()["rows"] as? Int ?? 0 > 0)
                #expect(try scene.at(["status", "--json"], as: "fang").code() == "restore-waits")
                try FileManager.default.removeItem(at: scene.restored)
            }
        }
        #expect(try scene.unpack().status == 0)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scene.place.everything.path)
                .allSatisfy { !$0.hasPrefix(".tacet-restore-") })
        _ = try scene.done(["restore", "propose", "--yes"], as: "fang")
        let confirm = [
            "restore", "confirm", "--yes", "--as", "cu", "--passphrase-file", try scene.place.passphraseFile("cu"),
        ]
        for delay in [0.4, 0.55, 0.6, 0.65, 0.7, 0.8] {
            try scene.place.kill(confirm, after: delay, in: scene.restored)
        }
        // Either it was confirmed, or it is now; or it was and the files were cleared away, and cu goes over.
        let again = try scene.at(["restore", "confirm", "--yes", "--json"], as: "cu")
        if again.status != 0 {
            #expect(try again.code() == "no-proposal")
            _ = try? scene.at(["restore", "accept", "--yes"], as: "cu")
        }
        _ = try scene.done(["status"], as: "cu")
        _ = try scene.done(["restore", "accept", "--yes"], as: "lin")
        #expect(number(try scene.sound(scene.restored)["epoch"]) == 2)
    }

    @Test("an altered declaration, and one of a file that changed since, are refused")
    func declarations() throws {
        let scene = try scene()
        defer { scene.place.remove() }
        #expect(try scene.unpack().status == 0)
        _ = try scene.done(["restore", "propose", "--yes"], as: "fang")
        let file = scene.restored.appendingPathComponent("practice.epoch")
        let good = try Data(contentsOf: file)
        for place in [0, 40, 80, 120, good.count - 1] {
            var bytes = good
            bytes[place] ^= 1
            try bytes.write(to: file)
            #expect(try scene.at(["restore", "confirm", "--yes", "--json"], as: "cu").status == 76, "\(place)")
        }
        try good.write(to: file)
        // Without the mark that it was restored somebody without a pin works there: another file than was declared.
        try FileManager.default.removeItem(at: scene.restored.appendingPathComponent("practice.restored"))
        #expect(try scene.at(["crisis", "raise"]).status == 0)
        let outdated = try scene.at(["restore", "confirm", "--yes", "--json"], as: "cu")
        #expect(outdated.status == 75)
        #expect(try outdated.code() == "proposal-outdated")
        _ = try scene.done(["restore", "propose", "--yes"], as: "fang")
        _ = try scene.done(["restore", "confirm", "--yes"], as: "cu")
        _ = try scene.sound(scene.restored)
    }
}
