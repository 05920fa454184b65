import Foundation
import Testing

/// Commands on a disk that has no space left: nothing that was there is lost, nor is what somebody typed.
struct FullDiskCommandTests {
    private static let words = "来访者说今晚不想活了"
    /// No file may grow beyond 4 KiB: nothing at all can be written to the practice file.
    private static let limit = "ulimit -f 8"

    /// A practice with a counselor `lin`, their case, a front desk `mo` and a supervisor `su`.
    private func practice() throws -> (place: Workplace, client: String, caseID: String) {
        let place = try Workplace()
        try place.foundWithStaff(["lin", "mo", "su"])
        let (client, id) = try place.openCase(
            client: #"{"name": "王小明", "phone": "13800138000"}"#, counselor: "lin")
        for person in ["lin", "mo", "su"] {
            try #require(try place.prepare(["staff", "list"], as: person).status == 0)
        }
        return (place, client, id)
    }

    private func counts(_ place: Workplace, _ client: String, _ caseID: String, in folder: URL? = nil) throws -> [Int] {
        func count(_ arguments: [String], _ key: String, as person: String) throws -> Int {
            let told = try place.run(arguments + ["--json"], as: person, in: folder)
            return try #require(try told.json()[key] as? [Any], "\(told.errors)").count
        }
        return [
            try count(["crisis", "list"], "flags", as: "su"),
            try count(["appointment", "list", "--client", client], "appointments", as: "mo"),
            try count(["note", "list", caseID], "notes", as: "lin"),
        ]
    }

    private func isSound(_ place: Workplace, in folder: URL? = nil) throws -> Bool {
        try place.run(["audit", "verify", "--deep"], as: "su", in: folder).status == 0
    }

    @Test("where no file may grow, raising, booking and writing fail as what they are, and all of it works afterwards")
    func limited() throws {
        let (place, client, caseID) = try practice()
        defer { place.remove() }
        let booking = ["book", "--client", client, "--counselor", "lin", "--at", "\(Workplace.day(7)) 10:00"]
        let before = try Data(contentsOf: place.database)
        let raised = try place.run(where: Self.limit, ["crisis", "--from", "-"], input: Self.words)
        #expect(raised.status == 74, "\(raised.status) \(raised.errors)")
        #expect(raised.errors.contains("NOT SAVED") && raised.errors.contains(Self.words))
        let signed = try place.run(
            where: Self.limit, ["crisis", "--from", "-"], as: "lin", input: Self.words, language: "zh-Hans")
        #expect(signed.status == 74 && signed.errors.contains("未能保存"), "\(signed.errors)")
        #expect(signed.errors.contains(Self.words))
        let booked = try place.run(where: Self.limit, booking + ["--json"], as: "mo")
        #expect(try booked.status == 74 && booked.code() == "io", "\(booked.errors)")
        let written = try place.run(
            where: Self.limit, ["note", "write", caseID, "--from", "-", "--json"], as: "lin", input: Self.words)
        #expect(try written.status == 74 && written.code() == "io", "\(written.errors)")
        #expect(try Data(contentsOf: place.database) == before)
        #expect(try counts(place, client, caseID) == [0, 0, 0])

        #expect(try place.run(["crisis", "--from", "-"], input: Self.words).status == 0)
        #expect(try place.run(booking, as: "mo").status == 0)
        #expect(try place.run(["note", "write", caseID, "--from", "-"], as: "lin", input: Self.words).status == 0)
        #expect(try counts(place, client, caseID) == [1, 1, 1])
        #expect(try isSound(place))
    }

    @Test("where nothing can be written, nobody types a note that cannot be kept")
    func typed() throws {
        let (place, _, caseID) = try practice()
        defer { place.remove() }
        for (language, failed) in [("en", "disk failed"), ("zh-Hans", "磁盘读写失败")] {
            let session = TerminalSession(environment: place.environment(language: language))
            let file = try place.passphraseFile("lin")
            let ended = try session.run(
                "\(Self.limit); '\(place.program.path)' note write \(caseID) --as lin --passphrase-file '\(file)'",
                in: place.folder, [.expect(failed)])
            #expect(ended.status == 74, "\(ended.screen)")
            #expect(!ended.screen.contains("only a dot") && !ended.screen.contains("句点"), "\(ended.screen)")
        }
        #expect(try isSound(place))
    }

    @Test("a note that a full disk keeps out is shown whole, and that it is kept as a draft is said")
    func draftKept() throws {
        let (place, _, caseID) = try practice()
        defer { place.remove() }
        // Where nothing may be mounted there is no small disk to fill.
        guard let (practice, disk) = try place.onSmallDisk(mebibytes: 6) else { return }
        defer { _ = try? Workplace.shell("umount '\(disk.path)'") }
        // More than what was free in the files before.
        let long = (0..<12).map { "\($0)" + String(repeating: "眠", count: 1200) }.joined(separator: "\n") + "\n"
        let fill = "head -c 9000000 /dev/zero >> '\(disk.path)/filler' || true"
        let file = try place.passphraseFile("lin")
        func write(_ language: String, _ steps: [TerminalSession.Step]) throws -> TerminalSession.Ending {
            try TerminalSession(environment: place.environment(language: language)).run(
                "'\(place.program.path)' note write \(caseID) --as lin --passphrase-file '\(file)'", in: practice, steps
            )
        }
        let first = try write(
            "en",
            [
                .expect("only a dot"), .type("他谈到失眠\n" + long), .expect("11眠"), .meanwhile(fill), .type(".\n"),
                .expect("to be kept elsewhere"), .expect("他谈到失眠"), .expect("kept, encrypted for you alone, as draft"),
            ])
        #expect(first.status == 74, "\(first.screen)")
        try #require(try Workplace.shell("rm '\(disk.path)/filler'") == 0)
        let second = try write(
            "zh-Hans",
            [
                .expect("继续写吗"), .type("y\n"), .expect("句点"), .type("还有耳鸣\n"), .meanwhile(fill), .type(".\n"),
                .expect("请另行留存"), .expect("他谈到失眠"), .expect("还有耳鸣"), .expect("加密保存为草稿"),
            ])
        #expect(second.status == 74, "\(second.screen)")
    }

    @Test("the space kept for a full disk is taken again by whoever writes next, and check says where there is none")
    func reserve() throws {
        let place = try Workplace()
        defer { place.remove() }
        try place.found()
        let reserve = place.folder.appendingPathComponent("practice.reserve")
        func isKept() throws -> Bool? {
            let points = try place.run(["check", "--json"]).json()["points"] as? [[String: Any]]
            return points?.first { $0["code"] as? String == "reserve" }?["inOrder"] as? Bool
        }
        #expect(try isKept() == true)
        try FileManager.default.removeItem(at: reserve)
        #expect(try isKept() == false)
        #expect(try place.run(["check"], language: "zh-Hans").output.contains("没有为磁盘写满时的危机预警预留空间"))
        let added = try place.run(["client", "add", "--from", "-"], as: "fang", input: #"{"name": "王小明"}"#)
        #expect(added.status == 0, "\(added.errors)")
        #expect(try FileManager.default.attributesOfItem(atPath: reserve.path)[.size] as? Int == 1 << 20)
        #expect(try isKept() == true)
    }

    @Test(
        "on a full disk flags are raised as long as the space kept for them lasts, and nothing else is lost or half done"
    )
    func full() throws {
        let (place, client, caseID) = try practice()
        defer { place.remove() }
        // Where nothing may be mounted there is no small disk to fill.
        guard let (practice, disk) = try place.onSmallDisk(mebibytes: 6) else { return }
        defer { _ = try? Workplace.shell("umount '\(disk.path)'") }
        let fill = "head -c 9000000 /dev/zero >> '\(disk.path)/filler'"
        _ = try Workplace.shell(fill)
        let series = [
            "book", "--client", client, "--counselor", "lin", "--at", "\(Workplace.day(7)) 10:00", "--every", "week",
            "--times", "20", "--json",
        ]
        let long = String(repeating: "他很久没有说话。", count: 9000)
        let booked = try place.run(series, as: "mo", in: practice)
        #expect(try booked.status == 74 && booked.code() == "disk-full", "\(booked.errors)")
        let writing = ["note", "write", caseID, "--from", "-", "--json"]
        let written = try place.run(writing, as: "lin", input: long, in: practice)
        #expect(try written.status == 74 && written.code() == "disk-full", "\(written.errors)")
        // Each flag takes some of what was kept; whatever is free then is taken by somebody else's file.
        var flags = 0
        var refused: Workplace.Ending?
        while refused == nil, flags < 20 {
            let raised = try place.run(["crisis", "--from", "-"], input: Self.words + "\(flags)", in: practice)
            if raised.status == 0 { flags += 1 } else { refused = raised }
            _ = try Workplace.shell(fill)
        }
        let last = try #require(refused)
        #expect(flags > 0 && last.status == 74, "\(last.errors)")
        #expect(last.errors.contains("NOT SAVED") && last.errors.contains(Self.words + "\(flags)"))
        // With space again all of it works.
        try #require(try Workplace.shell("rm '\(disk.path)/filler'") == 0)
        let reserve = practice.appendingPathComponent("practice.reserve").path
        #expect(!FileManager.default.fileExists(atPath: reserve))
        #expect(try place.run(["crisis", "--from", "-"], input: Self.words, in: practice).status == 0)
        // The next time the disk is full, there is as much kept as the first time.
        #expect(try FileManager.default.attributesOfItem(atPath: reserve)[.size] as? Int == 1 << 20)
        #expect(try place.run(series, as: "mo", in: practice).status == 0)
        #expect(try place.run(writing, as: "lin", input: long, in: practice).status == 0)
        #expect(try counts(place, client, caseID, in: practice) == [flags + 1, 20, 1])
        #expect(try isSound(place, in: practice))
    }
}
