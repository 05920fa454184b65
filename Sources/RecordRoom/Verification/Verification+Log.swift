import AuditTrail
import Counseling
import Cryptography
import RecordStore
import Vault

// Steps 1 and 2: what the log says, held against its own tree, its checkpoints, the pins and the live rows.
extension Verification {
    mutating func checkLog(_ depth: Depth, pins kept: [KeptPin]) throws {
        let checkpoints = try reading.checkpoints()
        let pins = kept.map { (person: $0.person, file: $0.file, pin: try? Pin(parsing: $0.file, key: nil)) }
        if let own = room?.pin { look(at: own) }
        var fold = LogFold(
            wanted: Set(checkpoints.map { EntryPlace(epoch: $0.epoch, position: $0.size) })
                .union(pins.compactMap { $0.pin.map { EntryPlace(epoch: $0.epoch, position: $0.size) } })
                .union(
                    notes.compactMap { note in
                        (try? Checkpoint(reading: note)).map { EntryPlace(epoch: $0.epoch, position: $0.size) }
                    }))
        // Reading their form costs most, and is done on every core while the next ones come from the store.
        let chain = chain
        var line = WorkLine { ReadEntry.read($0, chain) }
        try reading.forEachEntry(from: nil) { stored in
            line.add(stored)
            while let share = line.ready() { try take(share, into: &fold, depth) }
        }
        while let share = line.rest() { try take(share, into: &fold, depth) }
        let (roots, own, trees) = (fold.roots, fold.actors.mapValues(\.own), fold.trees)
        try finishSignatures()
        checkCasesOfFiles()
        if let chain {
            for epoch in fold.linked.unlinked(upTo: chain.head.position) {
                fault(.epochUnknown, epoch)
                openedEpochs.removeAll { $0.declaration.epoch == epoch }
            }
        }
        guard report.entries > 0, let last = trees.keys.max(), let tree = trees[last] else {
            fault(.noLog, 0)
            return
        }
        report.epoch = last
        report.size = tree.size
        report.treeRoot = try tree.root().hex
        try checkNodes(trees)
        let sizes = trees.mapValues(\.size)
        let covered = try checkCheckpoints(checkpoints, roots: roots, sizes: sizes)
        if !depth.everySignature {
            // What a checkpoint covers stands and falls with its root; what came after it stands on its own signatures.
            try reading.forEachEntry(from: covered) { stored in
                if let entry = try? Entry(parsing: stored.leaf, side: stored.sideChanges) { try check(entry) }
            }
            try finishSignatures()
        }
        for note in notes { check(note, roots: roots, sizes: sizes) }
        for (person, file, pin) in pins {
            // Whoever it is named after would be held against what somebody else saw.
            if let pin, pin.person.hex != person { fault(.pinOfAnother, person) }
            if pin == nil {
                report.pins += 1
                fault(.pinDamaged, person)
                continue
            }
            check(pin, file: file, roots: roots, sizes: sizes, own: own)
        }
        try checkRows()
    }

    private mutating func take(_ share: [ReadEntry], into fold: inout LogFold, _ depth: Depth) throws {
        // Where they lie: a copy of each would cost a tenth of what is done with it.
        for place in share.indices { try take(share[place], into: &fold, depth) }
    }

    private mutating func take(_ read: ReadEntry, into fold: inout LogFold, _ depth: Depth) throws {
        let stored = read.stored
        if stored.place.epoch < fold.expected.epoch { fault(.epochUnknown, stored.place.epoch) }
        if stored.place.epoch > fold.expected.epoch {
            let isLinked = read.entry.map { fold.linked.begin(stored.place.epoch, at: $0.chainHead.position) } ?? false
            try checkOpening(of: stored.place.epoch, by: read.entry, after: fold.trees, isLinked: isLinked)
            fold.expected = EntryPlace(epoch: stored.place.epoch, position: 0)
        }
        if stored.place != fold.expected { fault(.entryMissing, fold.expected.name) }
        fold.expected = EntryPlace(epoch: stored.place.epoch, position: stored.place.position + 1)
        report.entries += 1
        tellEntries()
        let tree = try fold.tree(of: stored.place.epoch)
        try tree.append(try read.hash ?? MerkleHash.leaf(stored.leaf))
        if fold.isWanted(fold.expected) { fold.roots[fold.expected] = try tree.root() }
        guard let entry = read.entry, entry.place == stored.place, entry.actor == stored.actor, read.isOfPractice else {
            fault(.entryMalformed, stored.place.name)
            return
        }
        let steps = fold.take(entry, isTheirs: read.isTheirs)
        if !steps.follows { fault(.ownChainBroken, entry.place.name) }
        if steps.isOfEndedKey { fault(.entrySignature, entry.place.name) }
        if read.isHeadKnown {
            // Whoever was suspended could otherwise sign as of the day before.
            if entry.chainHead.position < fold.chainPosition { fault(.chainHeadBehind, entry.place.name) }
            fold.chainPosition = max(fold.chainPosition, entry.chainHead.position)
        } else {
            // A link that nobody made moves no later entry's right, and makes none seem to go back.
            fault(.chainHeadUnknown, entry.place.name)
        }
        let logsLinks = entry.changes.contains { $0.address.rowClass == .statement }
        let links = logsLinks ? try chain.map { try Crossings(reading: reading, chain: $0).links(in: entry) } : []
        // Without a chain nobody asks.
        fold.linked.take(entry, logging: links ?? [])
        let disposed = try disposedRows(of: entry)
        let isByMember =
            entry.changes.isEmpty
            || chain.map { LoggedRules.isMember(entry.actor, at: fold.chainPosition, $0) } ?? true
        for change in entry.changes {
            guard isByMember || change.address.rowClass == .deposit else {
                fault(.actorNotActive, entry.place.name)
                continue
            }
            guard try mayBegin(change, in: entry, at: fold.chainPosition) else {
                try notEntitled(change, in: entry)
                continue
            }
            if let first = try contradicted(by: change, in: entry) {
                fault(.entriesContradict, "\(first.name),\(entry.place.name)")
                if change.isFirst {
                    ledger.begin(change, by: entry)
                } else if try reading.row(change.address)?.hash() != ledger.hash(change.address) {
                    ledger.goOn(change, by: entry)
                }
                continue
            }
            let isDisposed = disposed.contains(change.address)
            if change.address.rowClass == .slots, !isDisposed {
                try takeTimes(change, in: entry, at: fold.chainPosition)
                continue
            }
            if let kind = ledger.take(change, by: entry, isDisposed: isDisposed) { fault(kind, entry.place.name) }
        }
        if depth.everySignature {
            try check(entry)
        } else if opensDetails, let chain, let key = try session(of: entry, chain: chain).key {
            // Broken ones are the deep verification's to name.
            if let details = try? EntryBody(body: try entry.details(with: key)).details { look(at: details, of: entry) }
        }
    }

    // MARK: signatures

    private mutating func check(_ entry: Entry) throws {
        guard let chain,
            let key = chain.signingKey(of: entry.actor, keyID: entry.keyID, at: entry.chainHead.position)
        else {
            fault(.entrySignature, entry.place.name)
            return
        }
        let verifier = try verifiers[entry.keyID] ?? Ed25519.Verifier(key)
        verifiers[entry.keyID] = verifier
        unchecked.add(entry, verifier)
        if unchecked.isFull { try finishSignatures() }
        try checkSession(of: entry, chain: chain)
        if let station = chain.stations[entry.actor], station.effect != .active,
            entry.chainHead.position >= station.position
        {
            fault(.actorNotActive, entry.place.name)
        }
        let onlyDeposits = entry.changes.allSatisfy { $0.address.rowClass == .deposit }
        let isStation = chain.stations[entry.actor] != nil
        let duties = chain.duties(of: entry.actor, at: entry.chainHead.position)
        // Whoever is out may be refused, under a key of its own, and leaves nothing else.
        let leavesMore =
            !isStation && chain.opened
            && chain.wasOut(entry.actor, from: entry.chainHead.position, through: entry.chainHead.position)
            && entry.changes.contains { $0.address != RowAddress(.deposit, key: entry.session.bytes) }
        if leavesMore || !onlyDeposits && (isStation || duties?.isEmpty == true) {
            fault(.actorNotActive, entry.place.name)
        }
    }

    /// Names what is passed over because whoever said it may not: by the row where the file has it as they said, and else by the
    /// entry, for the row is somebody else's then.
    mutating func notEntitled(_ change: RowChange, in entry: Entry) throws {
        let row = change.after == .zero ? nil : try reading.row(change.address)
        let isTheirs = try row.map {
            try $0.hash() == change.after || change.address.rowClass == .record && (try? $0.lasting()) == change.lasting
        }
        if isTheirs == true {
            fault(.writerNotEntitled, change.address.place)
        } else {
            fault(.entryNotEntitled, entry.place.name)
        }
    }

    /// Whether an entry may say that a key, or a record of which there is one, is there which was not: what it may not say is passed over, as sessions pass it over.
    private mutating func mayBegin(_ change: RowChange, in entry: Entry, at position: UInt32) throws -> Bool {
        guard change.after != .zero, ledger.hash(change.address) == nil, let chain else { return true }
        let logged = LoggedChanges(entry, at: position)
        if change.address.rowClass == .record {
            return judgedReserved(chain).mayBegin(change.address, in: logged)
        }
        if change.address.rowClass == .epoch {
            return entry.place.position == 0 && entry.place.epoch > 1
                && change.address == OpenedEpoch.address(entry.place.epoch)
        }
        if change.address.rowClass == .statement {
            return try change.address.isLinkNumber && LoggedRules.mayLogLinks(entry.actor, chain)
                && LoggedRules.isNoLinkOfAnother(change, by: entry.actor, reading)
        }
        guard LoggedKeys.concern(change.address.rowClass) else { return true }
        return try LoggedKeys(chain: chain, reading: reading)
            .mayBegin(change.address, in: logged) { ledger.hash($0) }
    }

    mutating func judgedReserved(_ chain: MembershipChain) -> ReservedRecords {
        let reserved = self.reserved ?? ReservedRecords(chain, ring: room?.ring ?? staff)
        self.reserved = reserved
        return reserved
    }

    /// Whether a deposit was left before the verifier had the keys that they have: what was sealed to the former ones opens for nobody.
    private func isOfFormerKeys(_ deposit: OpaqueID) -> Bool {
        guard let room, let since = room.chain.members[room.me]?.keysSince,
            let left = ledger.firstPosition(RowAddress(.deposit, key: deposit.bytes))
        else { return false }
        return left < since
    }

    /// The key of an entry's details lies in a deposit by the entry's own actor; with the key of `audit` the details open.
    private mutating func checkSession(of entry: Entry, chain: MembershipChain) throws {
        let session = try session(of: entry, chain: chain)
        guard session.depositor == entry.actor else {
            fault(.sessionUnknown, entry.place.name)
            return
        }
        guard let key = session.key else {
            if session.isBroken, !isOfFormerKeys(entry.session) { fault(.detailsUnreadable, entry.place.name) }
            return
        }
        guard let details = try? EntryBody(body: try entry.details(with: key)).details else {
            fault(.detailsUnreadable, entry.place.name)
            return
        }
        // break-glass
        if entry.changes.contains(where: { $0.address.rowClass == .recovery }) {
            glassTimes[entry.place.number] = details.time
        }
        // times of notes
        if entry.changes.contains(where: { [.record, .deposit].contains($0.address.rowClass) && $0.version == 1 }) {
            recordTimes[entry.place.number] = details.time
            abouts[entry.place.number] = EntryAbout(details)
        }
        look(at: details, of: entry)
    }

    private mutating func session(of entry: Entry, chain: MembershipChain) throws -> DetailsKey {
        if let known = sessions[entry.session] { return known }
        let session = try DetailsKey(entry.session, reading: reading, chain: chain, ring: room?.ring)
        sessions[entry.session] = session
        return session
    }

    private mutating func finishSignatures() throws {
        for place in unchecked.checked() { fault(.entrySignature, place.name) }
        unchecked = SignatureBatch()
    }

    // MARK: tree, checkpoints, pins

    private mutating func checkNodes(_ trees: [UInt32: LogTree]) throws {
        var counted: [UInt32: Int] = [:]
        // They come level by level, and mostly of one epoch: it is looked up where it changes.
        var (last, tree, count): (UInt32?, LogTree?, Int) = (nil, nil, 0)
        try reading.forEachNode { epoch, node in
            if epoch != last {
                if let last { counted[last, default: 0] += count }
                (last, tree, count) = (epoch, trees[epoch], 0)
            }
            count += 1
            if tree?.node(level: node.level, index: node.index) != node.hash {
                fault(.nodeWrong, Self.within(epoch, "\(node.level)/\(node.index)"))
            }
        }
        if let last { counted[last, default: 0] += count }
        for (epoch, tree) in trees where counted[epoch, default: 0] < tree.nodeCount {
            fault(.nodeWrong, Self.within(epoch, "\(tree.nodeCount - counted[epoch, default: 0]) missing"))
        }
    }

    /// A place in the tree of an epoch; in the first it is the place alone, as for entries.
    private static func within(_ epoch: UInt32, _ place: String) -> String { epoch == 1 ? place : "\(epoch)/\(place)" }

    /// - Returns: where the newest checkpoint whose signature and root hold ends
    private mutating func checkCheckpoints(
        _ checkpoints: [StoredCheckpoint], roots: [EntryPlace: Digest], sizes: [UInt32: UInt64]
    ) throws -> EntryPlace {
        var covered = EntryPlace(epoch: 1, position: 0)
        report.checkpoints = checkpoints.count
        for stored in checkpoints {
            let place = EntryPlace(epoch: stored.epoch, position: stored.size)
            let signed = chain.flatMap { chain in
                Self.checkpoint(stored.note, keys: chain.signingKeys(of: stored.signer)).flatMap { signed in
                    let (checkpoint, _) = signed
                    return checkpoint.practice == chain.practice && checkpoint.epoch == stored.epoch
                        && checkpoint.size == stored.size ? signed : nil
                }
            }
            // Whoever has a copy of what a restore lost can put back what somebody signed there.
            if let (checkpoint, _) = signed, checkpoint.root != roots[place] {
                let state = LogState(epoch: checkpoint.epoch, size: checkpoint.size, root: checkpoint.root)
                if !restores(losing: state, sizes).isEmpty {
                    report.explained.append(ExplainedLoss(state, by: stored.signer))
                    continue
                }
            }
            guard let chain, let signer = chain.members[stored.signer], let (checkpoint, key) = signed,
                checkpoint.root == roots[place]
            else {
                fault(.checkpointWrong, place.name)
                report.wrongCheckpoints.append(
                    WrongCheckpoint(
                        person: Identifier(stored.signer), epoch: stored.epoch, entries: stored.size,
                        isSigned: signed != nil))
                tellName(of: stored.signer)
                continue
            }
            // Someone who left is believed no longer, nor are keys that others took the place of: they could cover a whole log
            // made up afterwards.
            if signer.effect == .active, key == signer.keys.signing { covered = max(covered, place) }
        }
        return covered
    }

    private static func checkpoint(_ note: String, keys: [Ed25519.PublicKey]) -> (Checkpoint, Ed25519.PublicKey)? {
        for key in keys.reversed() {
            if let checkpoint = try? Checkpoint(verifying: note, key: key) { return (checkpoint, key) }
        }
        return nil
    }

    /// A checkpoint kept elsewhere: whoever signed it is a member, and the log begins with what they signed.
    private mutating func check(_ note: String, roots: [EntryPlace: Digest], sizes: [UInt32: UInt64]) {
        report.notes += 1
        let signed = chain.flatMap { chain in
            chain.members.keys.lazy.compactMap { Self.checkpoint(note, keys: chain.signingKeys(of: $0))?.0 }.first
        }
        guard let signed, signed.practice == chain?.practice else {
            let claimed = try? Checkpoint(reading: note)
            fault(.checkpointContradicted, EntryPlace(epoch: claimed?.epoch ?? 1, position: claimed?.size ?? 0).name)
            return
        }
        guard roots[EntryPlace(epoch: signed.epoch, position: signed.size)] != signed.root else { return }
        let state = LogState(epoch: signed.epoch, size: signed.size, root: signed.root)
        // Who kept it relies on nobody of the practice: without duties a second signer may be one that the first made up.
        guard report.areOfficesJudged, !restores(losing: state, sizes).isEmpty else {
            fault(.checkpointContradicted, EntryPlace(epoch: signed.epoch, position: signed.size).name)
            return
        }
        report.explained.append(ExplainedLoss(state, by: nil))
    }

    private mutating func check(
        _ pin: Pin?, file: [UInt8], roots: [EntryPlace: Digest], sizes: [UInt32: UInt64], own: [OpaqueID: OwnHead]
    ) {
        report.pins += 1
        guard let pin, let chain, pin.practice == chain.practice, pin.root == chain.root else {
            fault(.pinContradicted, EntryPlace(epoch: pin?.epoch ?? 1, position: pin?.size ?? 0).name)
            return
        }
        let isSigned = chain.signingKeys(of: pin.person).contains { (try? Pin(parsing: file, key: $0)) != nil }
        let state = LogState(epoch: pin.epoch, size: pin.size, root: pin.tree)
        if roots[EntryPlace(epoch: pin.epoch, position: pin.size)] != pin.tree,
            restores(losing: state, sizes).contains(where: { isSigned || mayHaveLostKeys(of: pin, $0, chain) })
        {
            report.explained.append(ExplainedLoss(state, by: pin.person, hasLostKeys: !isSigned))
            return
        }
        guard isSigned else {
            fault(.pinContradicted, EntryPlace(epoch: pin.epoch, position: pin.size).name)
            return
        }
        guard roots[EntryPlace(epoch: pin.epoch, position: pin.size)] == pin.tree,
            chain.contains(pin.chainHead), (own[pin.person]?.counter ?? 0) >= pin.own.counter
        else {
            fault(.pinContradicted, EntryPlace(epoch: pin.epoch, position: pin.size).name)
            return
        }
        look(at: pin)
    }

    // MARK: rows

    private mutating func checkRows() throws {
        var slots: [OpaqueID: OpaqueID] = [:]
        var outdated: Set<OpaqueID> = []
        var line = WorkLine { RowFacts.read($0) }
        var number = 0
        try reading.forEachRow { row in
            number += 1
            guard let row else {
                report.rows += 1
                fault(.rowMalformed, number)
                return
            }
            line.add(row)
            while let share = line.ready() { take(share, &slots, &outdated) }
        }
        while let share = line.rest() { take(share, &slots, &outdated) }
        for address in ledger.missing {
            fault(.rowMissing, address.place)
            tellWhoLogged(address)
        }
        try checkGenerations(of: outdated)
        try reading.forEachSlot { tag, owner in
            if slots.removeValue(forKey: tag) != owner { fault(.slotsDiffer, owner.hex) }
        }
        if let left = slots.values.first { fault(.slotsDiffer, left.hex) }
    }

    /// Whoever has a row logged that is not there, or another, is not told from whoever altered the file since: both are for people to ask.
    private mutating func tellWhoLogged(_ address: RowAddress) {
        guard let (signer, entry) = ledger.lastSaid(address) else { return }
        report.loggedLast.append(
            LoggedLast(
                row: address.place, entry: entry.name, signer: Identifier(signer),
                isWorkstation: chain?.stations[signer] != nil))
        tellName(of: signer)
    }

    mutating func tellName(of person: OpaqueID) {
        guard report.shortNames[Identifier(person)] == nil, let profile = chain?.members[person]?.profile,
            let member = try? StaffMember(body: profile)
        else { return }
        report.shortNames[Identifier(person)] = member.shortName
    }

    /// Takes rows that were hashed elsewhere, one after the other.
    /// - Parameter outdated: takes in the compartments in which a key may be another than the newest
    private mutating func take(
        _ share: [(row: StoredRow, facts: RowFacts?)], _ slots: inout [OpaqueID: OpaqueID],
        _ outdated: inout Set<OpaqueID>
    ) {
        for (row, facts) in share {
            report.rows += 1
            tellRows()
            if let kind = ledger.check(row, facts, of: chain?.practice) {
                fault(kind, row.address.place)
                if [.rowAltered, .rowRolledBack].contains(kind) { tellWhoLogged(row.address) }
            }
            checkNothingLeft(row)
            let isUnknownKey = row.address.rowClass == .generation && !ledger.isThere(row.address)
            let isOther = facts?.generation.map { $0 != ledger.newestGeneration(of: row.scope) } ?? false
            if isUnknownKey || isOther { outdated.insert(row.scope) }
            guard row.address.rowClass == .slots else { continue }
            guard let owner = OpaqueID(row.address.key), let tags = try? SlotTags.tags(in: row.body) else {
                fault(.rowMalformed, row.address.place)
                continue
            }
            for tag in tags where slots.updateValue(owner, forKey: tag) != nil { fault(.slotsDiffer, owner.hex) }
        }
    }
}

/// An entry with what its bytes say, computed apart from the log.
private struct ReadEntry: Sendable {
    let stored: StoredEntry
    /// nil for one that cannot be read.
    let entry: Entry?
    /// Of the leaf, whatever is in it.
    let hash: Digest?
    /// What the membership chain says of it, true where it says nothing: whether it is of this practice, whether it names a link that
    /// there is, and whether its key was its actor's. Where duties are not known nobody can tell the last.
    let isOfPractice, isHeadKnown, isTheirs: Bool

    /// Reads entries.
    static func read(_ share: [StoredEntry], _ chain: MembershipChain?) -> [ReadEntry] {
        guard var hasher = try? SHA256Hasher() else { return share.map { ReadEntry(unread: $0) } }
        var result: [ReadEntry] = []
        result.reserveCapacity(share.count)
        for stored in share {
            do throws(AuditError) {
                let entry = try Entry(parsing: stored.leaf, side: stored.sideChanges, with: &hasher)
                result.append(ReadEntry(stored, entry, chain))
            } catch {
                result.append(ReadEntry(unread: stored, hash: try? MerkleHash.leaf(stored.leaf, with: &hasher)))
            }
        }
        return result
    }

    private init(unread stored: StoredEntry, hash: Digest? = nil) {
        (self.stored, self.hash, entry) = (stored, hash, nil)
        (isOfPractice, isHeadKnown, isTheirs) = (true, true, true)
    }

    private init(_ stored: StoredEntry, _ entry: Entry, _ chain: MembershipChain?) {
        self.stored = stored
        self.entry = entry
        hash = entry.hash
        guard let chain else {
            (isOfPractice, isHeadKnown, isTheirs) = (true, true, true)
            return
        }
        isOfPractice = entry.practice == chain.practice
        isHeadKnown = chain.contains(entry.chainHead)
        isTheirs =
            !chain.opened
            || chain.signingKey(of: entry.actor, keyID: entry.keyID, at: entry.chainHead.position) != nil
    }
}

/// What the log has come to, entry by entry.
private struct LogFold {
    /// What one actor wrote so far.
    struct Actor {
        /// Their last entry, and the last that continues their own from the first on.
        var own = OwnHead.none
        var following = OwnHead.none
        /// The key with which they signed last.
        var key: OpaqueID?
    }

    /// The places at which somebody signed the tree's root.
    private let wanted: Set<EntryPlace>
    /// A bit for each of them, by the last of its position: few entries have one, and most are not looked up.
    private let wantedBits: UInt64
    var roots: [EntryPlace: Digest] = [:]
    private(set) var actors: [OpaqueID: Actor] = [:]
    private(set) var trees: [UInt32: LogTree] = [:]
    /// The one that was asked for last.
    private var latest: (epoch: UInt32, tree: LogTree)?
    var expected = EntryPlace(epoch: 1, position: 0)
    var chainPosition: UInt32 = 0
    var linked = LinkedEpochs()
    /// Keys that others followed.
    private var endedKeys: Set<OpaqueID> = []

    init(wanted: Set<EntryPlace>) {
        self.wanted = wanted
        wantedBits = wanted.reduce(0) { $0 | Self.bit(of: $1) }
    }

    private static func bit(of place: EntryPlace) -> UInt64 { 1 << (place.position & 63) }

    func isWanted(_ place: EntryPlace) -> Bool { wantedBits & Self.bit(of: place) != 0 && wanted.contains(place) }

    mutating func tree(of epoch: UInt32) throws -> LogTree {
        if let latest, latest.epoch == epoch { return latest.tree }
        let tree = try trees[epoch] ?? LogTree()
        trees[epoch] = tree
        latest = (epoch, tree)
        return tree
    }

    /// Takes an entry for its actor's next one.
    mutating func take(_ entry: Entry, isTheirs: Bool) -> (follows: Bool, isOfEndedKey: Bool) {
        var actor = actors[entry.actor] ?? Actor()
        let head = OwnHead(counter: entry.counter, hash: entry.hash)
        // Who comes after one that does not follow is not to blame: they go on from it, or from the last that does.
        let isNext = entry.follows(actor.following)
        let follows = isNext || entry.follows(actor.own)
        if isNext { actor.following = head }
        actor.own = head
        // Once somebody signed with other keys, those before have ended: that shows without any key. Where duties are known, keys that
        // wait for a confirmation end none, so that nobody who used them before accuses whoever signs rightly.
        var isOfEndedKey = false
        if let last = actor.key, last != entry.keyID {
            isOfEndedKey = endedKeys.contains(entry.keyID)
            if isTheirs { endedKeys.insert(last) }
        }
        if isTheirs { actor.key = entry.keyID }
        actors[entry.actor] = actor
        return (follows, isOfEndedKey)
    }
}
