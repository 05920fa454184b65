import AuditTrail
import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom
import Testing
import Vault

/// Statements about who belongs, properly signed and logged, whose sealed parts say nothing.
struct UnopenableStatementTests {
    enum Noise: CaseIterable { case noBox, noise, generationThatIsNot, generationZero, unknownDuty, withoutRight }

    @Test(
        "what a counselor's program sealed to nobody stops everybody, and everybody with the key is told where it stands",
        arguments: Noise.allCases)
    func named(_ noise: Noise) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let lin = try Intruder("lin", in: place)
        let statement = try lin.statement(
            effect: .active, noise == .unknownDuty ? Duties(rawValue: .max) : .counselor, noise: noise)
        try lin.commit(put: [statement.row])
        // Without a key nobody can know.
        #expect(try place.faults(.deep).isEmpty)
        #expect(try place.readerFaults().isEmpty)
        let position = "\(statement.position)"
        for name in ["fang", "bo", "aud", "lin"] {
            let signer = try Identifier<Person>(bytes: lin.identity.id.bytes).shortForm(characters: 8)
            for command in [["status"], ["case", "list"], ["audit", "log"]] {
                let ended = try place.run(command, as: name)
                #expect(ended.status == 76, "\(name) \(command): \(ended.output)\(ended.errors)")
                #expect(
                    ended.errors.contains("Statement \(position) ") && ended.errors.contains(signer), "\(ended.errors)")
                #expect(ended.errors.contains("tacet restore unpack"), "\(ended.errors)")
            }
            for depth in [[], ["--deep"]] {
                let verified = try place.run(["audit", "verify"] + depth, as: name)
                #expect(verified.status == 76, "\(name) \(depth)")
                #expect(verified.output.contains("membership-broken"), "\(verified.output)")
                #expect(!verified.output.contains("is whole"), "\(verified.output)")
            }
            #expect(try place.verified(as: name) == ["membership-broken \(position)"], "\(name)")
            #expect(try place.readerFaults(as: name).contains("membership-broken \(position)"), "\(name)")
        }
    }

    @Test("whoever is put out by a director is out, whatever the sealed part beside it is")
    func putOut() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let (fang, bo) = (try Intruder("fang", in: place), try Intruder("bo", in: place))
        let statement = try fang.statement(
            about: bo.identity.id, keys: bo.identity.publicKeys, effect: .suspended, .counselor, noise: .noise)
        try fang.commit(put: [statement.row])
        let shown = try place.run(["staff", "list", "--json"], as: "lin")
        #expect(shown.status == 0, "\(shown.output)\(shown.errors)")
        #expect(try Intruder("lin", in: place).chain.members[bo.identity.id]?.effect == .suspended)
        #expect(try place.run(["case", "list"], as: "bo").status == 77)
        #expect(try place.readerFaults(as: "lin") == place.placedFaults(as: "lin"))
        // They come back with the name and the duties that they had.
        let back = try place.run(
            ["staff", "reinstate", "bo", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "回来"}"#)
        #expect(back.status == 0, "\(back.output)\(back.errors)")
        let entry = try place.open("lin").room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
        #expect(entry.contains { $0.member.shortName.text == "bo" && $0.member.roles == [.counselor] })
    }

    @Test(
        "a profile that cannot be read, of somebody who waits, is named and passed over",
        arguments: [
            Array("{}".utf8), [0xff, 0xfe, 0x7b],
            Array((#"{"fullName":"# + String(repeating: "[", count: 20_000)).utf8),
        ])
    func waitingProfile(_ profile: [UInt8]) throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        let fang = try Intruder("fang", in: place)
        let stranger = try Identity.generate(shortName: "mallory")
        let bo = try Intruder("bo", in: place).identity
        var positions: [UInt32] = []
        for (person, keys) in [(stranger.id, stranger.publicKeys), (bo.id, bo.publicKeys)] {
            let statement = try fang.chain.next(
                .person(person, keys: keys, effect: .active), content: ([.intake], profile), keys: fang.ring,
                by: fang.identity)
            try fang.chain.append(statement, keys: fang.ring)
            try fang.commit(put: [statement.row])
            positions.append(statement.position)
        }
        let told = positions.map(String.init).joined(separator: ", ")
        for name in ["fang", "gu", "lin", "aud"] {
            let listed = try place.run(["staff", "list"], as: name)
            #expect(listed.status == 76 && listed.output.contains("林梅"), "\(listed.output)\(listed.errors)")
            #expect(listed.errors.contains(told) || listed.output.contains(told), "\(listed.output)\(listed.errors)")
            let status = try place.run(["status"], as: name)
            #expect(status.status == 0 && status.output.contains(told), "\(status.output)\(status.errors)")
            #expect(try place.verified(as: name) == Set(positions.map { "profile-unreadable \($0)" }), "\(name)")
            #expect(try place.readerFaults(as: name) == place.verified(as: name), "\(name)")
        }
        #expect(try place.run(["case", "list"], as: "lin").status == 0)
        // A director's word takes its place.
        let changed = try place.run(["staff", "role", "add", "bo", "--role", "front-desk", "--yes"], as: "fang")
        #expect(changed.status == 0, "\(changed.output)\(changed.errors)")
        let confirmed = try place.run(["staff", "confirm", "bo", "--yes"], as: "gu")
        #expect(confirmed.status == 0, "\(confirmed.output)\(confirmed.errors)")
    }

    /// A director says of somebody, in a statement that waits, what nobody can read.
    private func sayNothing(of name: String, in place: HostilePractice) throws {
        let (fang, person) = (try Intruder("fang", in: place), try Intruder(name, in: place).identity)
        let statement = try fang.chain.next(
            .person(person.id, keys: person.publicKeys, effect: .active),
            content: ([.counselor, .custodian], Array("{}".utf8)), keys: fang.ring, by: fang.identity)
        try fang.commit(put: [statement.row])
        #expect(try waiting(in: place).unreadable == [statement.position])
    }

    private func waiting(in place: HostilePractice) throws -> (unreadable: [UInt32], read: [PendingStaffChange]) {
        try place.open("fang").room.visit(for: ListingStaff.self, about: .practice) {
            ($0.unreadablePending(), try $0.pending())
        }
    }

    @Test("a statement that waits and cannot be read keeps nobody suspended")
    func waitingReturn() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        func change(_ command: String) throws {
            let said = try place.run(
                ["staff", command, "bo", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "休假"}"#)
            #expect(said.status == 0, "\(command): \(said.output)\(said.errors)")
            let confirmed = try place.run(["staff", "confirm", "bo", "--yes"], as: "gu")
            #expect(confirmed.status == 0, "\(command): \(confirmed.output)\(confirmed.errors)")
        }
        try change("suspend")
        #expect(try place.run(["case", "list"], as: "bo").status == 77)
        try sayNothing(of: "bo", in: place)
        try change("reinstate")
        let left = try waiting(in: place)
        #expect(left.unreadable.isEmpty && left.read.isEmpty)
        #expect(try place.run(["case", "list"], as: "bo").status == 0)
    }

    @Test("a statement that waits and cannot be read keeps nobody from new keys")
    func waitingKeys() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        try place.admit("gu", "顾清", .custodian, by: try place.open("fang"))
        try sayNothing(of: "bo", in: place)
        let entry = try #require(
            try place.open("fang").room.visit(for: ListingStaff.self, about: .practice) { try $0.everyone() }
                .first { $0.member.shortName.text == "bo" })
        _ = try OpenPractice.replace(
            place.folder, shortName: entry.member.shortName, person: entry.id, fullName: entry.member.fullName,
            passphrase: try HostilePractice.passphrase("bo"), workFactor: 17)
        let file = try WholeFile.read(place.folder.publicFile("bo"))
        let code = try HostilePractice.passphrase("code")
        let replaced = try place.open("fang").room.visit(for: ReplacingKeys.self, about: .person(entry.id)) {
            try $0.replace(file, code: code, log2N: 17)
        }
        #expect(replaced.waits)
        let left = try waiting(in: place)
        #expect(left.unreadable.isEmpty && left.read.map(\.isNewKeys) == [true])
    }

    @Test("whoever was put out is told so, whatever a colleague logs of statements and keys that never were")
    func inventedStatement() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let out = try place.run(
            ["staff", "suspend", "bo", "--from", "-", "--yes"], as: "fang", input: #"{"reason": "休假"}"#)
        #expect(out.status == 0, "\(out.errors)")
        #expect(try place.run(["status"], as: "bo").status == 77)
        let lin = try Intruder("lin", in: place)
        let bo = try Intruder("bo", in: place).identity.id
        let practice = lin.fixed(.practice)
        for address in [
            RowAddress(.statement, key: [0, 0, 1, 0]), RowAddress(.statement, key: [255, 255, 255, 255]),
            RowAddress(.generation, key: CompartmentKey.bytes(practice, 40)),
            RowAddress(.grant, key: CompartmentKey.bytes(practice, 40, bo)),
            // One that is there, as it never was.
            RowAddress(.statement, key: [0, 0, 0, 1]),
        ] {
            try Intruder("lin", in: place).commit(claiming: [
                RowChange(
                    address: address, version: 1, before: .zero, after: try SHA256.hash(address.key), lasting: .zero)
            ])
            let told = try place.run(["status"], as: "bo")
            #expect(told.status == 77 && told.errors.contains("suspended"), "\(address.key): \(told.errors)")
        }
    }

    @Test("a profile in force that cannot be read is named in what stops and by verification")
    func profileInForce() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let (fang, bo) = (try Intruder("fang", in: place), try Intruder("bo", in: place))
        let statement = try fang.chain.next(
            .person(bo.identity.id, keys: bo.identity.publicKeys, effect: .active),
            content: (.counselor, Array("{}".utf8)), keys: fang.ring, by: fang.identity)
        try fang.commit(put: [statement.row])
        let listed = try place.run(["staff", "list"], as: "lin")
        #expect(listed.status == 76 && listed.errors.contains("Statement \(statement.position) "), "\(listed.errors)")
        #expect(try place.verified(as: "lin") == ["profile-unreadable \(statement.position)"])
        #expect(try place.readerFaults(as: "lin") == ["profile-unreadable \(statement.position)"])
    }

    @Test("where nothing can be named without whoever is kept out, nothing says that all is well")
    func keptOut() throws {
        let (place, _) = try HostilePractice.copy()
        defer { place.remove() }
        let bo = try Intruder("bo", in: place)
        let practice = bo.fixed(.practice)
        let next = try bo.ring.makeGeneration(of: try bo.history(of: practice), chain: bo.chain)
        let me = try #require(bo.chain.members[bo.identity.id])
        let sealer = try RecordSealer(bo.ring)
        let records = try bo.rows(.record).filter { $0.scope == practice }.compactMap { try sealer.rewrap($0) }
        try bo.commit(put: [next.row, try bo.ring.grant(practice, generation: 2, to: me).row] + records)
        try #require(try place.faults(.deep).isEmpty)
        let told = try place.run(["audit", "verify", "--deep"], as: "lin")
        #expect(told.status == 76 && told.errors.contains("names no place"), "\(told.output)\(told.errors)")
        #expect(!told.output.contains("is whole") && !told.output.contains("are valid too"), "\(told.output)")
    }
}

extension HostilePractice {
    /// What the command finds with somebody's keys: kind and place, with a space between them.
    func verified(as name: String) throws -> Set<String> {
        let ended = try run(["audit", "verify", "--deep", "--json"], as: name)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any], "\(ended.errors)")
        let faults = json["faults"] as? [[String: String]] ?? []
        #expect((ended.status == 0) == faults.isEmpty, "\(ended.output)\(ended.errors)")
        #expect(json["sound"] as? Bool == faults.isEmpty)
        return Set(faults.map { "\($0["kind"] ?? "?") \($0["place"] ?? "?")" })
    }
}

extension Intruder {
    /// The next statement, about a stranger where nobody is named, with another sealed part than it should have.
    func statement(
        about person: OpaqueID? = nil, keys: PublicKeys? = nil, effect: Effect, _ duties: Duties,
        noise: UnopenableStatementTests.Noise
    ) throws -> MembershipStatement {
        let stranger = try Identity.generate(shortName: "mallory")
        let made = try chain.next(
            .person(person ?? stranger.id, keys: keys ?? stranger.publicKeys, effect: effect),
            content: (duties, Array("{}".utf8)), keys: ring, by: identity)
        var sealed = made.sealedPart
        switch noise {
        case .noBox: sealed = [UInt8](repeating: 0x78, count: 300)
        case .noise: sealed[sealed.count - 1] ^= 1
        case .generationThatIsNot: sealed[3] = 9
        case .generationZero: sealed[3] = 0
        case .unknownDuty, .withoutRight: return made
        }
        var reader = ByteReader(made.bytes, of: .statement)
        var clear = try reader.prefixed()
        // Its digest stands before the signer, who stands last.
        clear.replaceSubrange(
            clear.count - 48..<clear.count - 16, with: try SHA256.hash(sealed).bytes)
        var writer = ByteWriter()
        writer.prefixed(clear)
        writer.prefixed(sealed)
        writer.fixed(try identity.signature(for: clear))
        return try MembershipStatement(parsing: writer.bytes)
    }
}
