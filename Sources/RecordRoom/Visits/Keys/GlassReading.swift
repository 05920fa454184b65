public import Counseling
import RecordStore
import Vault

public enum OpeningGlass: ChangingPurpose { public static let action = Action.openGlass }
public enum ListingGlassNotes: LookingPurpose { public static let action = Action.listGlassNotes }
public enum ReadingGlassNote: LookingPurpose { public static let action = Action.readGlassNote }
public enum NoticingGlass: LookingPurpose { public static let action = Action.noticeGlass }

extension Glasses {
    /// Puts the key together from the shares of others, does something with it, and forgets it again.
    /// - Returns: what was done, and whose shares are wrong
    func withKey<Result>(_ standing: Standing, _ body: () throws -> Result) throws -> (Result, wrong: [OpaqueID]) {
        guard let history = standing.history else { throw RoomError.altered }
        let (has, needs) = (standing.releases.count, Int(standing.request.threshold))
        guard has >= needs else { throw RoomError.sharesMissing(has: has, needs: needs) }
        let holdings = session.ring.holdings
        defer { session.ring.holdings = holdings }
        let releases = standing.releases.sorted { $0.key < $1.key }.map(\.value)
        let wrong = try session.ring.rebuild(
            standing.request, from: releases, threshold: needs, generations: history.generations)
        guard let wrong else { throw RoomError.sharesDisagree(has: has) }
        return (try body(), wrong)
    }
}

extension Visit where P == OpeningGlass {
    /// Puts the key together for the first time, and says so for everybody. Nothing is read yet.
    /// - Returns: whose shares are wrong
    public func open() throws -> [Identifier<Person>] {
        guard case .glass(let id) = subject else { throw RoomError.notFound(.glass) }
        let glasses = Glasses(session: session, reading: reading)
        let standing = try glasses.one(OpaqueID(id))
        let (_, wrong) = try glasses.withKey(standing) {}
        if standing.marks(.opened).isEmpty {
            try writing().put(try session.ring.glassMark(.opened, of: standing.request, chain: session.chain).row)
        }
        return wrong.map { Identifier($0) }
    }
}

extension Visit where P == ListingGlassNotes {
    /// The session notes of the case whose glass was broken, oldest first. Private notes lie under another key.
    public func notes() throws -> [NoteEntry] {
        guard case .glass(let id) = subject else { throw RoomError.notFound(.glass) }
        let glasses = Glasses(session: session, reading: reading)
        let standing = try glasses.one(OpaqueID(id))
        guard !standing.marks(.opened).isEmpty else { throw RoomError.glassNotOpened }
        return try glasses.withKey(standing) {
            try CaseNotes(session: session, reading: reading, compartment: standing.request.compartment).all()
        }.0
    }
}

extension Visit where P == ReadingGlassNote {
    /// The visit's note, its signatures checked.
    public func note() throws -> NoteEntry {
        guard case .glassNote(let note, in: let id) = subject else { throw RoomError.notFound(.note) }
        let glasses = Glasses(session: session, reading: reading)
        let standing = try glasses.one(OpaqueID(id))
        guard !standing.marks(.opened).isEmpty else { throw RoomError.glassNotOpened }
        guard try records.compartment(of: OpaqueID(note)) == standing.request.compartment else {
            throw RoomError.notFound(.note)
        }
        return try glasses.withKey(standing) {
            try CaseNotes(session: session, reading: reading, compartment: standing.request.compartment).note(note)
        }.0
    }
}

/// What stands at the beginning of the output of those whom a break-glass concerns.
public struct GlassNotices: Sendable {
    /// Of this person's cases, until they say that they know.
    public let own: [GlassEntry]
    /// Which wait for a review that this person may make.
    public let reviews: [GlassEntry]

    public static let none = GlassNotices(own: [], reviews: [])
}

extension RecordRoom {
    /// Looks whether a glass was broken of which this person is to know. That is told by rows that stand in clear; where there
    /// is none, nothing is opened and no entry is made. Else the entry comes first, as always.
    public func glassNotices() throws(RoomError) -> GlassNotices {
        if let known = session.glassNotices { return known }
        let concerns = try translating {
            guard session.chain.members[session.me]?.effect == .active else { return false }
            return try session.store.read { reading in
                let glasses = Glasses(session: session, reading: reading)
                return try glasses.all().contains { glasses.isToTell($0) || glasses.isToReview($0) }
            }
        }
        let found = concerns ? try visit(for: NoticingGlass.self, about: .practice) { try $0.notices() } : .none
        session.glassNotices = found
        return found
    }

    /// Those that a typed prefix may mean. Only identifiers are looked at.
    public func glasses(matching prefix: String) throws(RoomError) -> [Identifier<BreakGlass>] {
        try translating {
            let typed = try Identifier<BreakGlass>.characters(typed: prefix)
            guard !typed.isEmpty else { throw CounselingError.identifier(.empty) }
            return try session.store.read { reading in
                try reading.rows(.recovery, prefix: Self.wholeBytes(typed), limit: .max).compactMap { row in
                    guard RecoveryKey.kind(row.address.key) == 4,
                        let id = OpaqueID(row.address.key.prefix(OpaqueID.count)),
                        try Identifier<BreakGlass>(id).matches(prefix: typed)
                    else { return nil }
                    return Identifier(id)
                }
            }
        }
    }

    /// The cases that lie in a client's file, as far as rows tell that anybody may look at.
    public func cases(in client: Identifier<Client>) throws(RoomError) -> [Identifier<CounselingCase>] {
        try translating {
            try session.store.read { reading in
                let handover = Handover(session: session, reading: reading)
                var found: [OpaqueID] = []
                try reading.forEachRow(.record, scope: OpaqueID(client)) { key, _ in
                    if let id = OpaqueID(key.prefix(OpaqueID.count)), !found.contains(id) { found.append(id) }
                }
                return try found.filter {
                    try handover.isCase($0)
                        && (!reading.rows(.generation, scope: $0).isEmpty
                            || reading.row(DisposalKey.address(.disposal, $0)) != nil)
                }.map { Identifier($0) }
            }
        }
    }
}

extension Glasses {
    func isToTell(_ standing: Standing) -> Bool {
        standing.isBroken && standing.request.recipient != session.me
            && standing.isCounselor
            && !standing.marks.contains { $0.step == .acknowledged && $0.signer == session.me }
    }

    func isToReview(_ standing: Standing) -> Bool { mayReview(standing) && standing.marks(.reviewed).isEmpty }
}

extension Visit where P == NoticingGlass {
    func notices() throws -> GlassNotices {
        let glasses = Glasses(session: session, reading: reading)
        let all = try glasses.all()
        return GlassNotices(
            own: try all.filter { glasses.isToTell($0) }.compactMap { try glasses.entry($0) },
            reviews: try all.filter { glasses.isToReview($0) }.compactMap { try glasses.entry($0) })
    }
}
