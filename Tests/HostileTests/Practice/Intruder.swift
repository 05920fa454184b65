import AuditTrail
import Counseling
import Cryptography
import Foundation
import GRDB
import Practice
import RecordRoom
import RecordStore
import SQLiteStore
import Testing
import Vault

/// A member of staff with a key of their own and a changed program: no policy, no visits, rows written as they please, and
/// entries properly signed for all of it.
final class Intruder: CompartmentSource {
    let identity: Identity
    let ring: KeyRing
    var chain: MembershipChain
    private let place: HostilePractice
    private let store: SQLiteStore

    init(_ name: String, in place: HostilePractice) throws {
        self.place = place
        let file = try WholeFile.read(place.folder.identityFile(name))
        identity = try Identity.open(file, passphrase: try HostilePractice.passphrase(name))
        ring = try KeyRing(identity)
        store = try SQLiteStore(folder: place.folder.path)
        let statements = try store.read { try $0.rows(.statement, prefix: [], limit: .max) }
            .map { try MembershipStatement(parsing: $0.body) }
        let outline = try MembershipChain(statements, keys: nil)
        chain = outline
        try takeEveryKey()
        chain = try MembershipChain(statements, keys: ring)
        try takeEveryKey()
    }

    // MARK: reading without asking

    func rows(_ rowClass: RowClass) throws -> [StoredRow] {
        try store.read { try $0.rows(rowClass, prefix: [], limit: .max) }
    }

    /// How many entries the log has of somebody, and the checkpoint that they signed last.
    func standing(of person: OpaqueID) throws -> (entries: Int, checkpoint: String?) {
        try store.read { reading in
            var count = 0
            try reading.forEachEntry(from: EntryPlace(epoch: 1, position: 0)) { if $0.actor == person { count += 1 } }
            return (count, try reading.checkpoints().first { $0.signer == person }?.note)
        }
    }

    func row(_ address: RowAddress) throws -> StoredRow { try #require(try store.read { try $0.row(address) }) }

    func fixed(_ compartment: FixedCompartment) -> OpaqueID { compartment.id(in: chain.practice) }

    /// Tries every grant there is, with every key already found, until none opens any more.
    private func takeEveryKey() throws {
        var isMore = true
        while isMore {
            isMore = false
            for row in try rows(.grant) {
                let grant = try Grant(parsing: row.body)
                guard !ring.holds(grant.compartment, generation: grant.generation) else { continue }
                let generations = try self.generations(of: grant.compartment)
                    .map { try GenerationStatement(parsing: $0.body) }
                if (try? ring.adopt(grant, generations: generations)) != nil { isMore = true }
                if let parent = try? ring.secret(of: row.target, generation: grant.holderGeneration),
                    (try? ring.adopt(grant, through: parent, generations: generations)) != nil
                {
                    isMore = true
                }
            }
        }
    }

    func assignments(of compartment: OpaqueID) throws -> [StoredRow] {
        try store.read { try $0.rows(.assignment, scope: compartment) }
    }
    func generations(of compartment: OpaqueID) throws -> [StoredRow] {
        try store.read { try $0.rows(.generation, scope: compartment) }
    }
    func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow? {
        try store.read {
            try $0.row(RowAddress(.grant, key: CompartmentKey.bytes(compartment, generation, holder)))
        }
    }
    func requests(of compartment: OpaqueID) throws -> [StoredRow] {
        try store.read { try $0.rows(.recovery, scope: compartment) }
    }

    func history(of compartment: OpaqueID) throws -> CompartmentHistory {
        try CompartmentHistory(of: compartment, from: self, chain: chain)
    }

    /// A history as if the compartment had only so many generations: with it the ring makes the next of its own.
    private struct Shortened: CompartmentSource {
        let intruder: Intruder
        let count: Int
        func assignments(of compartment: OpaqueID) throws -> [StoredRow] {
            count == 0 ? [] : try intruder.assignments(of: compartment)
        }
        func generations(of compartment: OpaqueID) throws -> [StoredRow] {
            Array(try intruder.generations(of: compartment).prefix(count))
        }
        func grant(of compartment: OpaqueID, generation: UInt32, to holder: OpaqueID) throws -> StoredRow? {
            try intruder.grant(of: compartment, generation: generation, to: holder)
        }
    }

    /// Makes the ring hold secrets of its own under the names of a compartment's generations, so that it can sign grants of
    /// them and the statement that follows.
    func pretendToHold(_ compartment: OpaqueID, generations: Int) throws {
        for count in 0..<generations {
            let history = try CompartmentHistory(
                of: compartment, from: Shortened(intruder: self, count: count), chain: chain)
            _ = try ring.makeGeneration(of: history, chain: chain)
        }
    }

    // MARK: writing without asking

    /// Writes straight into the tables.
    func sql(_ statement: String, _ arguments: StatementArguments = []) throws {
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.write { try $0.execute(sql: statement, arguments: arguments) }
        try queue.close()
    }

    /// The place of the log's last entry, as faults name it.
    func lastPlace() throws -> String {
        let log = try store.read { try #require(try $0.logSize()) }
        return EntryPlace(epoch: log.epoch, position: log.size - 1).name
    }

    /// Puts and removes rows and signs an entry that says so.
    /// - Parameters:
    ///   - lasting: what the entry claims of a record's lasting part; nil for the truth
    ///   - chainHead: the head that the entry names; nil for the true one
    ///   - details: what stands sealed in the entry; nil for something harmless
    ///   - extra: changes that the entry claims and that nobody made
    ///   - head: the own entry that this one claims to continue; nil for the true one
    func commit(
        put sealed: [SealedRow] = [], altered: [StoredRow] = [], remove: [RowAddress] = [], lasting: Digest? = nil,
        chainHead: ChainHead? = nil, by signer: (any Signing)? = nil, details: String? = nil, own head: OwnHead? = nil,
        claiming extra: [RowChange] = []
    ) throws {
        let signer = signer ?? identity
        // Taken first: what follows may leave the compartment without a key that counts.
        let audit = try #require(try history(of: fixed(.audit)).current)
        var changes = extra
        for row in sealed {
            let old = try store.read { try $0.row(row.address) }
            let made = StoredRow(
                address: row.address, scope: row.scope, target: row.target, version: (old?.version ?? 0) + 1,
                body: row.body)
            changes.append(try change(from: old, to: made, lasting: lasting))
            try write(made)
        }
        for row in altered {
            changes.append(try change(from: try store.read { try $0.row(row.address) }, to: row, lasting: lasting))
            try write(row)
        }
        for address in remove {
            let old = try row(address)
            changes.append(
                RowChange(
                    address: address, version: old.version + 1, before: try old.hash(), after: .zero, lasting: .zero))
            try sql("DELETE FROM row WHERE class = ? AND key = ?", [Int(address.rowClass.rawValue), Data(address.key)])
        }
        let session = try AuditSession(
            to: .generation(audit), practice: chain.practice, membership: signer is Identity ? ring.membership : nil,
            by: signer)
        try store.write { writer in
            let (epoch, size) = try #require(try writer.logSize())
            var tree = try MerkleFrontier(size: size) { level, index in
                guard level == 0 else { return try writer.node(epoch: epoch, level: level, index: index) }
                return try writer.entry(EntryPlace(epoch: epoch, position: index)).map { try MerkleHash.leaf($0.leaf) }
            }
            var own = OwnHead.none
            if let last = try writer.lastEntry(of: signer.id) {
                let entry = try Entry(parsing: last.leaf, side: last.sideChanges)
                own = OwnHead(counter: entry.counter, hash: entry.hash)
            }
            try writer.put(session.deposit.row, version: 1)
            changes.append(
                RowChange(
                    address: session.deposit.row.address, version: 1, before: .zero,
                    after: try session.deposit.row.hash(version: 1), lasting: .zero))
            if let head { own = head }
            let details =
                details ?? #"{"action":"settle","outcome":"allowed","schema":1,"time":"2026-11-24T00:00:00Z"}"#
            let entry = try SignedEntry(
                at: EntryPlace(epoch: epoch, position: size), practice: chain.practice, after: own,
                chainHead: chainHead ?? chain.head, version: "0.0.0", changes: changes, details: Array(details.utf8),
                session: session, by: signer)
            try writer.append(entry, nodes: try tree.append(entry.hash))
        }
    }

    /// Says in an entry of a row that it is another now, and leaves it as it is.
    /// - Parameter times: how often, each entry on top of the one before
    func claimChange(of row: StoredRow, times: UInt32 = 1) throws {
        var before = try row.hash()
        for time in 1...times {
            let after = try SHA256.hash(Array("another \(time)".utf8))
            try commit(claiming: [
                RowChange(
                    address: row.address, version: row.version + time, before: before, after: after,
                    lasting: try row.lasting())
            ])
            before = after
        }
    }

    /// Writes this intruder's first entry anew where it stands, signed, with other details; the tree's nodes stay.
    /// - Parameter auditor: opens the key of the entry's session, which a changed program of the author's would have kept
    func rewriteFirstEntry(details: String, keptKeyBy auditor: Intruder) throws {
        var own: [Entry] = []
        try store.read { reading in
            try reading.forEachEntry(from: EntryPlace(epoch: 1, position: 0)) { stored in
                guard stored.actor == identity.id else { return }
                own.append(try Entry(parsing: stored.leaf, side: stored.sideChanges))
            }
        }
        let opened = try own.map { entry in
            let deposit = try Deposit(parsing: try self.row(RowAddress(.deposit, key: entry.session.bytes)).body)
            return (entry: entry, key: try? AuditSession(opening: deposit, with: auditor.ring))
        }
        let (entry, key) = try #require(opened.first { $0.key != nil })
        let made = try SignedEntry(
            at: entry.place, practice: entry.practice,
            after: OwnHead(counter: entry.counter - 1, hash: entry.previousOwn), chainHead: entry.chainHead,
            version: entry.version, changes: entry.changes, details: Array(details.utf8),
            session: try #require(key), by: identity)
        let queue = try DatabaseQueue(path: place.database.path)
        try queue.write { database in
            // The log is append-only by trigger; they are put back so that nothing shows.
            let triggers = try String.fetchAll(database, sql: "SELECT sql FROM sqlite_master WHERE type = 'trigger'")
            for name in ["entry_stays", "entry_remains", "entry_follows"] {
                try database.execute(sql: "DROP TRIGGER \(name)")
            }
            try database.execute(
                sql: "UPDATE entry SET leaf = ? WHERE place = ?",
                arguments: [Data(made.leaf), Int64(entry.place.epoch) << 40 | Int64(entry.place.position)])
            #expect(database.changesCount == 1)
            for text in triggers { try database.execute(sql: text) }
        }
        try queue.close()
    }

    private func change(from old: StoredRow?, to new: StoredRow, lasting: Digest?) throws -> RowChange {
        RowChange(
            address: new.address, version: new.version, before: try old?.hash() ?? .zero, after: try new.hash(),
            lasting: lasting ?? ((try? new.lasting()) ?? .zero))
    }

    private func write(_ row: StoredRow) throws {
        try sql(
            "INSERT OR REPLACE INTO row (class, key, scope, target, version, body) VALUES (?, ?, ?, ?, ?, ?)",
            [
                Int(row.address.rowClass.rawValue), Data(row.address.key), Data(row.scope.bytes),
                Data(row.target.bytes), Int(row.version), Data(row.body),
            ])
    }
}

extension OpaqueID {
    init<Entity>(of identifier: Identifier<Entity>) throws { self = try #require(OpaqueID(identifier.bytes)) }
}
