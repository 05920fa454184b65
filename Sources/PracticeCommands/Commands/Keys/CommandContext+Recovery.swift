import Counseling
import Cryptography
import Foundation
import Practice
import RecordRoom

extension CommandContext {
    /// New keys for somebody who is there.
    func join(_ name: ShortName, replacing typed: String, workFactor: Int) throws -> Reply {
        guard let person = try OpenPractice.person(typed, in: folder) else {
            throw CommandFault(
                .notFound, "person-not-found", .recoveryWhoIsMeant, ["person": typed],
                hint: .waitingJoinReplacesHint, ["person": name.text])
        }
        let file = folder.successorFile(name.text)
        // Made again, its fingerprint is another one: what was compared by voice is then worth nothing.
        if FileManager.default.fileExists(atPath: file) { try confirm(.recoveryMakeAgain) }
        // Whom the keys are for is called as they were named; the new files may be called otherwise.
        let called = FileManager.default.fileExists(atPath: folder.publicFile(typed)) ? typed : name.text
        try announce(.recoveryJoinBefore, ["person": called, "id": person.fullForm])
        // The name is the chain's to say; what stands in the file is shown to nobody.
        let numbers = try OpenPractice.replace(
            folder, shortName: name, person: person, fullName: try PersonName(name.text),
            passphrase: try newPassphrase(), workFactor: workFactor)
        let publicFile = folder.publicFile(name.text)
        return Reply(
            lines: [
                say(.joinAfter, ["path": file]), say(.joinFingerprint, ["words": words(numbers)]),
                say(.joinFingerprintDigits, ["digits": digits(numbers)]),
            ],
            json: .object([
                "id": .string(person.hex), "identity": .string(file), "public": .string(publicFile),
                "fingerprint": .string(words(numbers)), "shortName": .string(name.text),
            ]),
            remarks: [say(.recoveryJoinNext, ["path": publicFile, "person": typed])]
                + (typed == name.text ? [] : [say(.recoveryJoinName, ["person": name.text])]))
    }

    /// Other keys are in the place of these: where they lie here, what takes them up, or under which name they are used. Of
    /// several the newest is meant.
    func replaced(_ person: String) -> CommandFault {
        let plain = FaultText(RoomError.identityReplaced, catalogue)
        guard let newest = newerKeys(of: person) else {
            return CommandFault(.notAllowed, plain.code, .recoveryReplaced, hint: .recoveryReplacedHint)
        }
        let (name, isWelcomed) = newest
        return CommandFault(
            .notAllowed, plain.code, .recoveryReplaced,
            hint: isWelcomed ? .recoveryReplacedOther : .recoveryReplacedWelcome,
            ["person": name, "path": StaffCommand.shellWord(folder.welcomeFile(name))])
    }

    private func newerKeys(of person: String) -> (name: String, isWelcomed: Bool)? {
        guard let meant = (try? OpenPractice.person(person, in: folder)) ?? nil else { return nil }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.keys)) ?? []
        let found = files.compactMap { file -> (name: String, isWelcomed: Bool, made: Date)? in
            let isWelcomed = file.hasSuffix(".identity")
            guard isWelcomed || file.hasSuffix(".successor"), let dot = file.lastIndex(of: ".") else { return nil }
            let name = String(file[..<dot])
            guard !isWelcomed || name != person, (try? OpenPractice.person(name, in: folder)) == meant else {
                return nil
            }
            let about = try? FileManager.default.attributesOfItem(atPath: folder.keys + "/" + file)
            return (name, isWelcomed, about?[.modificationDate] as? Date ?? .distantPast)
        }
        return found.max { ($0.made, $0.name) < ($1.made, $1.name) }.map { ($0.name, $0.isWelcomed) }
    }

    /// What a custodian must know before they confirm somebody's new keys.
    func announceNewKeys(_ change: PendingStaffChange) throws {
        try announce(.recoveryConfirmKeys, ["person": change.member.shortName.text])
        let person = change.member.shortName.text
        try announce(.waitingColleagueFingerprint, ["words": words(change.fingerprint), "person": person])
        try announce(.staffAdmitFingerprintDigits, ["digits": digits(change.fingerprint)])
    }

    /// What a key opens, in words.
    func say(_ content: RecoveryContent) -> String {
        switch content {
        case .counselingCase(let id): say(.recoveryOfCase, ["id": id.shortForm(characters: 4)])
        case .client(let id): say(.recoveryOfClient, ["id": ClientCode(of: id).description])
        case .fixed(let name): say(.recoveryOfPractice, ["name": name])
        case .personal: say(.recoveryOfPerson)
        }
    }

    func json(_ entry: RecoveryEntry) -> JSONValue {
        let kind: (String, String?) =
            switch entry.content {
            case .counselingCase(let id): ("case", id.hex)
            case .client(let id): ("client", id.hex)
            case .fixed(let name): ("practice", name)
            case .personal: ("personal", nil)
            }
        return .object([
            "id": .string(entry.id.hex), "for": .string(entry.recipient.hex),
            "shortName": .optional(entry.recipientMember?.shortName.text),
            "fingerprint": .string(words(entry.fingerprint)), "kind": .string(kind.0), "of": .optional(kind.1),
            "approved": .array(entry.approved.map(\.hex).sorted().map { .string($0) }),
            "released": .array(entry.released.map(\.hex).sorted().map { .string($0) }),
            "needed": .number(entry.needed), "isFounded": .boolean(entry.isFounded),
            "custodians": .array(entry.custodians.map(\.hex).sorted().map { .string($0) }),
        ])
    }

    /// The short names of people, in order.
    func names(_ ids: some Sequence<Identifier<Person>>, _ everyone: [StaffEntry]) -> String {
        catalogue.list(
            ids.map { id in
                everyone.first { $0.id == id }?.member.shortName.text ?? id.shortForm(characters: 4)
            }.sorted())
    }

    /// The requests that words or row numbers mean; the acting person's own, or those that wait for them, where none is typed.
    func recoveries(_ typed: [String], in practice: OpenPractice, _ isWanted: (RecoveryEntry) -> Bool) throws
        -> [RecoveryEntry]
    {
        let all = try practice.room.visit(for: ListingRecovery.self, about: .practice) { try $0.requests() }
        guard !typed.isEmpty else { return all.filter(isWanted) }
        return try typed.map { typed in
            let prefix = try meant(typed, .recoveries, in: practice)
            let id = try one(try all.map(\.id).filter { try $0.matches(prefix: prefix) }, typed: typed)
            guard let entry = all.first(where: { $0.id == id }) else { throw RoomError.notFound(.recovery) }
            return entry
        }
    }
}
