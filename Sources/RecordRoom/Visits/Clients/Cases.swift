public import Counseling
import RecordStore
import Vault

public enum OpeningCase: ChangingPurpose { public static let action = Action.openCase }
public enum ReadingCase: LookingPurpose { public static let action = Action.readCase }
public enum ListingCases: LookingPurpose { public static let action = Action.listCases }

/// A case as the client's file tells of it.
public struct CaseEntry: Sendable {
    public let id: Identifier<CounselingCase>
    public let counselingCase: CounselingCase
    public let client: ClientEntry
    public let counselor: StaffMember?
    /// Whether what it held was disposed of.
    public var isDisposed = false
}

extension Visit where P == OpeningCase {
    /// Opens a case for the visit's client with its counselor. Its key is made by the counselor's own first act, so that
    /// whoever assigns never holds it; the desk learns that there is a case, not what is in it.
    /// - Parameter seen: what was in the client's file when it was looked for another case; nil where nobody could look
    /// - Throws: `.changedMeanwhile` where something else is in it now
    public func open(since seen: SeenRows? = nil) throws -> Identifier<CounselingCase> {
        guard case .newCase(let client, let counselor) = subject else { throw RoomError.notFound(.client) }
        let transaction = try writing()
        if let seen, try ClientFiles(session: session, reading: reading).rows(of: client) != seen {
            throw RoomError.changedMeanwhile
        }
        let file = OpaqueID(client)
        guard try records.compartment(of: file) == file else { throw RoomError.notFound(.client) }
        try compartments.prepareToWrite(file, in: transaction)
        try compartments.assign(.person(OpaqueID(counselor)), to: file, in: transaction)
        let made = try OpaqueID.random()
        try compartments.assign(.person(OpaqueID(counselor)), to: made, in: transaction)
        if OpaqueID(counselor) == session.me { try compartments.prepareToWrite(inCase: made, in: transaction) }
        let body = CounselingCase(client: client, counselor: counselor, compartment: Identifier(made), opened: now)
        try records.write(body, .counselingCase, record: made, in: file, to: transaction)
        return Identifier(made)
    }
}

extension Visit where P == ReadingCase {
    /// The case that the visit is about.
    public func counselingCase() throws -> CaseEntry {
        guard case .counselingCase(let id) = subject else { throw RoomError.notFound(.counselingCase) }
        guard let file = try records.compartment(of: OpaqueID(id)) else { throw RoomError.notFound(.counselingCase) }
        let client = try ClientFiles(session: session, reading: reading).client(Identifier(file), alone: true)
        let (body, _) = try records.counselingCase(OpaqueID(id))
        return try CaseEntry(
            id: id, counselingCase: body, client: client, counselor: session.staff(body.counselor),
            isDisposed: Disposals(session: session, reading: reading).isDisposed(OpaqueID(id)))
    }
}

/// The cases in the client files that this person's keys open.
public struct CasesFound: Sendable {
    public let entries: [CaseEntry]
    /// Clients whose files are not as they should be; deep verification says why.
    public let spoiled: [Identifier<Client>]
    /// How many more clients' files belong to this person whose newest key has not come to them; each may tell of cases.
    public let unopened: Int
    /// Cases listed in whose history somebody wrote who had no right to; what was rightly written stands.
    public let disturbed: [Identifier<CounselingCase>]
}

extension Visit where P == ListingCases {
    /// The cases in the client files that this person's keys open; for a counselor only their own.
    public func cases() throws -> CasesFound {
        let files = ClientFiles(session: session, reading: reading)
        let keepsDesk = session.chain.members[session.me]?.holds([.frontDesk, .director]) == true
        var entries: [CaseEntry] = []
        let atHand = try files.files()
        var spoiled = atHand.spoiled
        for file in atHand.whole {
            if let found = try files.unlessSpoiledFile({ try cases(in: file, files, all: keepsDesk) }) {
                entries += found.entries
                if found.isSpoiled { spoiled.append(file) }
            } else {
                spoiled.append(file)
            }
        }
        spoiled += try namedToOthers(beside: entries, spoiled)
        entries.sort { ($0.counselingCase.opened, $0.id.hex) < ($1.counselingCase.opened, $1.id.hex) }
        return CasesFound(
            entries: entries, spoiled: spoiled.sorted().map { Identifier($0) }, unopened: atHand.unopened,
            disturbed: try records.withTakenPlaces(entries.map { OpaqueID($0.id) }).map { Identifier($0) })
    }

    /// The files in which a case lies that was assigned to this person and of which somebody wrote that it is another's: hand-overs do both.
    private func namedToOthers(beside entries: [CaseEntry], _ spoiled: [OpaqueID]) throws -> [OpaqueID] {
        let shown = Set(entries.map { OpaqueID($0.id) })
        let disposals = Disposals(session: session, reading: reading)
        let missing = try Caseload(session: session, reading: reading).cases().filter {
            try !shown.contains($0) && !disposals.isDisposed($0)
        }
        return Set(try missing.compactMap { try records.home(of: $0) }).subtracting(spoiled).sorted()
    }

    /// The cases of one file. What somebody wrote there who may not open or change one is no case, and takes no other away.
    private func cases(
        in file: OpaqueID, _ files: ClientFiles, all: Bool
    ) throws -> (entries: [CaseEntry], isSpoiled: Bool) {
        let client = try files.client(Identifier(file), alone: false)
        let found = try records.cases(in: file)
        let entries = try found.bodies.filter { all || OpaqueID($0.counselor) == session.me }.map { body in
            try CaseEntry(
                id: Identifier(OpaqueID(body.compartment)), counselingCase: body, client: client,
                counselor: session.staff(body.counselor),
                isDisposed: Disposals(session: session, reading: reading).isDisposed(OpaqueID(body.compartment)))
        }
        return (entries, found.isSpoiled)
    }
}

extension RoomSession {
    /// A colleague's profile from the chain.
    func staff(_ person: Identifier<Person>) throws -> StaffMember? {
        guard let member = chain.members[OpaqueID(person)], let profile = member.profile else { return nil }
        return try StaffRoll.member(profile, duties: member.duties, at: member.position)
    }
}
