import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Another data key around the newest word of a record that only its newest word counts of: the word before it must not count again.
struct LostRecordsTests {
    /// How somebody who cannot change a record takes it away all the same.
    enum Spoiling: CaseIterable, CustomTestStringConvertible {
        case noise
        /// Noise that is logged as if the row were new.
        case noiseAsNew
        /// The row says that it lies under a key that never was.
        case unknownKey
        /// It comes after an entry that had claimed the record before its author wrote it.
        case claimedBefore
        /// The same entry says that it went, and it did not.
        case claimedGone

        var testDescription: String { "\(self)" }
    }

    /// Puts noise around the newest revision of a record of a kind that somebody can read, which must change nothing unseen.
    /// - Returns: the row, as faults name rows
    @discardableResult
    private func spoil(
        _ kind: String, in place: HostilePractice, as name: String = "bo", _ spoiling: Spoiling = .noise
    ) throws -> String {
        let intruder = try Intruder(name, in: place)
        let practice = intruder.fixed(.practice)
        let row = try #require(
            try intruder.rows(.record).last {
                $0.scope == practice && (try? RecordSealer(intruder.ring).open($0))?.kind == kind
            })
        return try spoil(row, intruder, spoiling)
    }

    @discardableResult
    private func spoil(_ row: StoredRow, _ intruder: Intruder, _ spoiling: Spoiling = .noise) throws -> String {
        var body = row.body
        if spoiling == .unknownKey {
            body.replaceSubrange(110..<114, with: [0, 0, 3, 231])
        } else {
            body.replaceSubrange(114..<154, with: (0..<40).map { UInt8($0) })
        }
        let spoiled = StoredRow(
            address: row.address, scope: row.scope, target: row.target,
            version: spoiling == .noiseAsNew ? row.version : row.version + 1, body: body)
        try intruder.commit(altered: [spoiled])
        if spoiling == .claimedGone {
            try intruder.commit(claiming: [
                RowChange(
                    address: row.address, version: spoiled.version + 1, before: try spoiled.hash(), after: .zero,
                    lasting: .zero)
            ])
        }
        return "6/\(Hex.encode(row.address.key))"
    }

    private func done(_ arguments: [String], as name: String, input: String? = nil, in place: HostilePractice) throws {
        let said = try place.run(arguments, as: name, input: input)
        try #require(said.status == 0, "\(arguments): \(said.output)\(said.errors)")
    }

    @Test(
        "what a director says is not what they said before where it is lost; they say it anew",
        arguments: [
            (
                "retention-schedule",
                [
                    ["retention", "set", "--jurisdiction", "mainland", "--years", "12"],
                    ["retention", "set", "--jurisdiction", "mainland", "--years", "20"],
                ],
                ["retention", "due"]
            ),
            (
                "required-credentials",
                [
                    ["credential", "required", "--set", "degree"],
                    ["credential", "required", "--set", "degree", "--set", "certificate"],
                ], ["credential", "required"]
            ),
        ])
    func said(kind: String, setting: [[String]], showing: [String]) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        for arguments in setting { try done(arguments, as: "fang", in: place) }
        try done(showing, as: "fang", in: place)
        let named = try spoil(kind, in: place)
        for name in ["fang", "lin"] {
            let shown = try place.run(showing, as: name)
            #expect(shown.status == 76 && shown.errors.contains(named), "\(shown.output)\(shown.errors)")
        }
        #expect(try place.placedFaults(as: "fang") == ["record-unreadable \(named)"])
        try done(setting[1], as: "fang", in: place)
        for name in ["fang", "lin"] { try done(showing, as: name, in: place) }
    }

    @Test("an earlier list of whom to phone does not come back, neither in the practice nor on the sheet beside it")
    func dutyList() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        func list(_ phone: String) -> String { #"{"people":[{"shortName":"bo","phone":"\#(phone)"}]}"# }
        let setting = ["crisis", "duty", "--from", "-"]
        try done(setting, as: "fang", input: list("13811111111"), in: place)
        try done(setting, as: "fang", input: list("13822222222"), in: place)
        let named = try spoil("duty-list", in: place)
        try done(["status"], as: "lin", in: place)
        // What is shown is the sheet, which keeps what stood on it.
        let shown = try place.run(["crisis", "duty"], as: "lin")
        #expect(shown.output.contains("2222") && !shown.output.contains("1111"), "\(shown.output)\(shown.errors)")
        #expect(try place.placedFaults(as: "lin") == ["record-unreadable \(named)"])
        // A flag is raised all the same, with the numbers that this computer has.
        let raised = try place.run(
            ["crisis", "raise", "--level", "severe", "--from", "-", "--yes"], as: "lin", input: "想结束生命")
        #expect(raised.status == 0 || raised.status == 75, "\(raised.output)\(raised.errors)")
        #expect(!(raised.output + raised.errors).contains("1111"))
        try done(setting, as: "fang", input: list("13833333333"), in: place)
        #expect(try place.run(["crisis", "duty"], as: "lin").output.contains("3333"))
    }

    /// A degree of lin's that a director verified and then withdrew.
    private func withdrawn(in place: HostilePractice) throws -> String {
        let added = try place.run(
            [
                "credential", "add", "lin", "--kind", "degree", "--issued", "2020-01-01", "--never-expires", "--from",
                "-", "--json",
            ],
            as: "lin", input: #"{"number": "1", "issuer": "甲"}"#)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(added.output.utf8)) as? [String: Any])
        let credential = try #require(document["id"] as? String, "\(added.output)\(added.errors)")
        try done(["credential", "verify", credential], as: "fang", in: place)
        try done(["credential", "withdraw", credential, "--yes"], as: "fang", in: place)
        return credential
    }

    @Test("a credential that was withdrawn does not count again where somebody spoils what says so")
    func fitness() throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        try done(["credential", "required", "--set", "degree"], as: "fang", in: place)
        _ = try withdrawn(in: place)
        let opening = ["case", "open", facts.client.shortForm(characters: 8), "--counselor", "lin", "--yes"]
        #expect(try place.run(opening, as: "fang").status == 77)
        let named = try spoil("staff-fitness", in: place, as: "lin")
        let refused = try place.run(opening, as: "fang")
        #expect(refused.status == 77 && refused.errors.contains("cannot be opened by anybody"), "\(refused.errors)")
        let listed = try place.run(["credential", "list", "lin", "--json"], as: "fang")
        #expect(listed.status == 76 && listed.output.contains(#""standing": "unreadable""#), "\(listed.output)")
        let found = try place.placedFaults(as: "fang")
        #expect(found == ["record-unreadable \(named)"], "\(found)")
        #expect(try place.readerFaults(as: "fang") == found)
        // Said anew it is what it was.
        try done(["credential", "required", "--set", "degree"], as: "fang", in: place)
        let again = try place.run(opening, as: "fang")
        #expect(again.status == 77 && !again.errors.contains("cannot be opened by anybody"), "\(again.errors)")
    }

    @Test(
        "an event of a thread that a stranger spoils is not as if it had never been",
        arguments: [Spoiling.noise, .unknownKey])
    func thread(_ spoiling: Spoiling) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let credential = try withdrawn(in: place)
        let fang = try Intruder("fang", in: place)
        func number(_ row: StoredRow) -> Int {
            guard let opened = try? RecordSealer(fang.ring).open(row), opened.kind == "credential-event",
                let body = try? JSONSerialization.jsonObject(with: Data(opened.body)) as? [String: Any]
            else { return 0 }
            return body["number"] as? Int ?? 0
        }
        let event = try #require(try fang.rows(.record).max { number($0) < number($1) })
        try #require(number(event) == 3)
        // bo has no key of it.
        try spoil(event, try Intruder("bo", in: place), spoiling)
        let listed = try place.run(["credential", "list", "lin", "--json"], as: "fang")
        #expect(!listed.output.contains(#""verified""#), "\(listed.output)")
        #expect(listed.status == 76 && listed.output.contains(#""spoiled": true"#), "\(listed.output)")
        for (language, said, wrong) in [
            ("en", "Somebody spoiled what there is of lin's credentials", "not let into"),
            ("zh-Hans", "lin 的资质记录被人损坏", "尚未获准"),
        ] {
            let all = try place.run(["credential", "list"], as: "fang", language: language)
            #expect(all.status == 76 && all.errors.contains(said) && !all.errors.contains(wrong), "\(all.errors)")
            #expect(all.errors.contains("tacet audit verify --deep --as fang"), "\(all.errors)")
        }
        let verified = try place.run(["credential", "verify", credential], as: "fang")
        #expect(verified.status == 66, "\(verified.output)\(verified.errors)")
        let status = try place.run(["status"], as: "fang")
        #expect(status.output.contains("cannot be read as they should be: 1"), "\(status.output)\(status.errors)")
        #expect(!status.output.contains("of complaints"), "\(status.output)")
    }

    @Test(
        "an agreement that was ended is not in force again where its end is spoiled, and can be ended anew",
        arguments: Spoiling.allCases)
    func agreement(_ spoiling: Spoiling) throws {
        let (place, facts) = try HostilePractice.copy()
        defer { place.remove() }
        let director = try place.open("fang")
        try place.admit("du", "杜明", .supervisor, by: director)
        try place.admit("tong", "童远", .trainee, by: director)
        try director.room.leave()
        let agreed = try place.run(
            ["supervision", "agree", "--supervisor", "du", "--trainee", "tong", "--json"], as: "fang")
        let document = try #require(try JSONSerialization.jsonObject(with: Data(agreed.output.utf8)) as? [String: Any])
        let agreement = try #require(document["id"] as? String, "\(agreed.output)\(agreed.errors)")
        if spoiling == .claimedBefore {
            let du = try Intruder("du", in: place)
            let digests = try (1...3).map { try SHA256.hash([$0]) }
            let end = RowAddress(
                .record, key: RecordHeader.key(try #require(Hex.decode(agreement).flatMap { OpaqueID($0) }), 2))
            try du.commit(claiming: [
                RowChange(address: end, version: 1, before: digests[0], after: digests[1], lasting: digests[2])
            ])
        }
        try done(["supervision", "end", agreement, "--yes"], as: "fang", in: place)
        let named = try spoil("supervision-agreement", in: place, as: "du", spoiling)
        for name in ["fang", "tong", "du"] {
            let listed = try place.run(["supervision", "list", "--json"], as: name)
            let read = try #require(
                try JSONSerialization.jsonObject(with: Data(listed.output.utf8)) as? [String: [[String: Any]]])
            let entry = try #require(read["agreements"]?.first)
            #expect(entry["inForce"] as? Bool == false && entry["unreadable"] as? Bool == true, "\(name)")
            let told = try place.run(["supervision", "list"], as: name)
            #expect(told.output.contains("cannot be read"), "\(told.output)")
        }
        let kind = spoiling == .unknownKey ? "key-outdated" : "record-unreadable"
        #expect(try place.placedFaults(as: "fang").contains("\(kind) \(named)"))
        // Whoever cannot be booked for it is not told that there is none, and what is hinted at helps.
        let client = ClientCode(of: facts.client).description
        let booked = try place.run(
            ["book", "--client", client, "--counselor", "tong", "--at", "tomorrow 10:00"], as: "fang")
        #expect(booked.status == 77 && booked.errors.contains("can be read by nobody any more"), "\(booked.errors)")
        #expect(booked.errors.contains("(tacet supervision end "), "\(booked.errors)")
        try done(["supervision", "end", agreement, "--yes"], as: "fang", in: place)
        #expect(try place.run(["supervision", "list"], as: "tong").output.contains("ended"))
        try done(["supervision", "agree", "--supervisor", "du", "--trainee", "tong"], as: "fang", in: place)
    }
}
