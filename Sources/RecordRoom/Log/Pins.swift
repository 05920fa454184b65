import AuditTrail
public import Counseling
import Cryptography
import RecordStore
import Vault

/// A checkpoint in the practice file that somebody active signed and that is not of its log: the file was cut or altered, or what they
/// signed is false.
public struct ContradictingCheckpoint: Sendable, Equatable {
    public let person: Identifier<Person>
    /// As the practice has it; nil where that cannot be read.
    public let name: ShortName?
    public let epoch: UInt32
    /// Of that epoch, which it says that it covers.
    public let entries: UInt64
}

/// Compares the practice file with what this identity has seen, and remembers what it sees now.
///
/// A checkpoint is a promise: whoever signs one has checked the signature of every entry that it covers and that no pin of
/// theirs covered before. Otherwise somebody could add entries in another's name and have the next honest command vouch
/// for them.
struct Pins {
    let session: RoomSession

    /// The clock may stand this much earlier than the latest time seen, seconds.
    static let tolerance: Int64 = 300

    private var practice: String { session.chain.practice.hex }
    private var person: String { session.me.hex }

    /// - Throws: `AuditError.rolledBack`; `RoomError.brokenEntry` where one since the pin is not its actor's
    func check() throws {
        let file = try session.surroundings.pins.load(practice: practice, person: person)
        let pin = try file.map { file in
            do { return try ownPin(file) } catch {
                // Keys that were given in what a restore lost are not in the file; who they signed for crosses first.
                let unsigned = try remembered { try Pin(parsing: file, key: nil) }
                try session.store.read { try refuseEarlier(unsigned, $0, hasLostKeys: true) }
                return try remembered { throw error }
            }
        }
        try session.store.read { reading in
            // Between the reading of the chain and this one a colleague may have added to it, and written with what it says.
            try session.refreshChain(reading)
            if let pin {
                try compare(pin, with: reading)
                try takeRows(pin, reading)
            } else {
                try seenFirst {
                    try compareWithColleagues(reading)
                    try takeRows(nil, reading)
                }
            }
        }
        session.pin = pin
        if let file, let pin { session.readPin = (file, pin) }
    }

    /// Checks the log from the pin on, and takes in what rows there are from where this computer remembers them.
    private func takeRows(_ pin: Pin?, _ reading: any StoreReading) throws {
        let memory = session.memory
        let pinned = pin.map { LogState(epoch: $0.epoch, size: $0.size, root: $0.tree) }
        let base = try (try? memory?.state()).flatMap { try holds($0, reading) ? $0 : nil }
        let start: LogState? =
            switch (pinned, base) {
            case (let pinned?, let base?): pinned.size <= base.size ? pinned : base
            case (nil, _), (_, nil): nil
            }
        var entries: [LoggedChanges] = []
        let checked = try LogCheck(session: session).checkedTree(
            reading, from: start, trusting: pinned, knowing: try base.flatMap { _ in try memory?.links(reading) },
            isNews: { place in pinned.map { place >= EntryPlace(epoch: $0.epoch, position: $0.size) } ?? false },
            visiting: { entry, position in
                if let base, entry.place < EntryPlace(epoch: base.epoch, position: base.size) { return }
                entries.append(LoggedChanges(entry, at: position))
            })
        try take(checked)
        let rows = try LoggedRows(
            session, memory: memory, base: base, entries: entries, checked: checked, reading: reading)
        session.logged = rows
        try rows.requireChain(session.chain, reading)
        // What is not remembered now is read from the log again.
        try? rows.remember(LogState(epoch: checked.epoch, size: checked.tree.size, root: try checked.tree.root()))
    }

    /// Whether the log goes on from there, in its newest epoch.
    private func holds(_ state: LogState, _ reading: any StoreReading) throws -> Bool {
        guard let log = try reading.logSize(), log.epoch == state.epoch, state.size <= log.size else { return false }
        return try RoomSession.tree(reading, epoch: state.epoch, size: state.size).root() == state.root
    }

    /// What was checked is what this session has seen, and works in.
    func take(_ checked: LogCheck.CheckedLog) throws {
        session.epoch = checked.epoch
        session.seen = (checked.epoch, checked.tree)
        session.complaintsSeen = EntryPlace(epoch: checked.epoch, position: checked.tree.size)
    }

    /// Where this computer has seen nothing before, nobody is told that they had.
    private func seenFirst(_ look: () throws -> Void) throws {
        do { try look() } catch AuditError.rolledBack(let evidence) {
            switch evidence {
            case .shorter, .forked: throw RoomError.contradictsMembers(RoomError.Rollback(evidence))
            default: throw AuditError.rolledBack(evidence)
            }
        }
    }

    /// What is wrong with a pin is told as that: it says nothing of the practice file.
    /// - Throws: `RoomError.pinDamaged`
    func remembered<Result>(_ read: () throws -> Result) throws -> Result {
        do { return try read() } catch AuditError.malformed(.pin), AuditError.badSignature(.pin) {
            throw RoomError.pinDamaged(file: session.surroundings.pins.place(practice: practice, person: person))
        }
    }

    /// A pin that this person signed, with the keys they have or with those they had: what was seen stays seen.
    func ownPin(_ file: [UInt8]) throws -> Pin {
        for key in session.chain.signingKeys(of: session.me).reversed() {
            if let pin = try? Pin(parsing: file, key: key) { return pin }
        }
        return try Pin(parsing: file, key: session.ring.identity.publicKeys.signing)
    }

    func compare(_ pin: Pin, with reading: any StoreReading) throws {
        guard pin.practice == session.chain.practice, pin.root == session.chain.root, pin.person == session.me else {
            throw AuditError.rolledBack(.otherPractice)
        }
        let log = try reading.logSize() ?? (0, 0)
        try refuseEarlier(pin, reading, hasLostKeys: false)
        // A file that a restore began anew is never followed by one of before.
        guard log.epoch == pin.epoch else { throw AuditError.rolledBack(.epoch(seen: pin.epoch, found: log.epoch)) }
        guard log.size >= pin.size else {
            throw AuditError.rolledBack(.shorter(seen: pin.size, found: log.size, epoch: log.epoch))
        }
        // What a restore ended stays as it was: nobody adds to an epoch that others went on from.
        _ = try Crossings(reading: reading, chain: session.chain).all()
        // Whoever signed the pin had checked that entry.
        session.provenOwn = session.provenOwn ?? pin.own
        let own = try session.ownHead(reading)
        guard own.counter > pin.own.counter || own == pin.own else {
            throw AuditError.rolledBack(.ownEntries(seen: pin.own.counter, found: own.counter))
        }
        guard session.chain.contains(pin.chainHead) else {
            throw AuditError.rolledBack(.chain(position: pin.chainHead.position))
        }
    }

    /// An epoch that began since is entered only after its person was shown what they lose by it.
    private func refuseEarlier(_ pin: Pin, _ reading: any StoreReading, hasLostKeys: Bool) throws {
        guard let log = try reading.logSize(), log.epoch > pin.epoch else { return }
        let loss = try LossFinder(reading, chain: session.chain).loss(of: pin, hasLostKeys: hasLostKeys)
        throw RoomError.epochWaits(loss)
    }

    /// Without a pin there is still what colleagues signed: their newest checkpoints in each epoch must lie in this log.
    ///
    /// Checkpoints stand outside of the log, and whoever can write the file can leave a false one under their own name. What one
    /// person signed alone must not shut everybody else out, so one against whom another's checkpoint stands is told and passed
    /// over; a file that somebody cut or forked is contradicted by all who signed since.
    /// - Throws: `RoomError.checkpointsContradict` where several people's are not of this log, where nobody else's is, or where
    ///   this person's own is not
    func compareWithColleagues(_ reading: any StoreReading) throws {
        session.isPinMissing = try session.ownHead(reading).counter > 0
        let contradicting = try contradicting(reading)
        guard let one = contradicting.first else { return }
        let people = Set(contradicting.map { OpaqueID($0.person) })
        guard people.count == 1, !people.contains(session.me), try !agreeing(reading).subtracting(people).isEmpty
        else {
            throw RoomError.checkpointsContradict(contradicting)
        }
        session.contradicted = one
    }

    /// What active people signed last that is not of this log. Most is: signatures are checked where they matter.
    func contradicting(_ reading: any StoreReading) throws -> [ContradictingCheckpoint] {
        let finder = try LossFinder(reading, chain: session.chain)
        return try reading.checkpoints().compactMap { stored in
            guard let checkpoint = try? Checkpoint(reading: stored.note),
                try !isOfLog(checkpoint, finder, reading), isSigned(stored),
                !finder.isLost(LogState(epoch: checkpoint.epoch, size: checkpoint.size, root: checkpoint.root))
            else { return nil }
            return ContradictingCheckpoint(
                person: Identifier(stored.signer), name: try? session.staff(Identifier(stored.signer))?.shortName,
                epoch: checkpoint.epoch, entries: checkpoint.size)
        }
    }

    /// The active people of whom something that they signed is of this log.
    private func agreeing(_ reading: any StoreReading) throws -> Set<OpaqueID> {
        let finder = try LossFinder(reading, chain: session.chain)
        let stored = try reading.checkpoints().filter { stored in
            guard let checkpoint = try? Checkpoint(reading: stored.note), checkpoint.size > 0 else { return false }
            return try isOfLog(checkpoint, finder, reading) && isSigned(stored)
        }
        return Set(stored.map(\.signer))
    }

    private func isOfLog(_ checkpoint: Checkpoint, _ finder: LossFinder, _ reading: any StoreReading) throws -> Bool {
        guard let log = finder.states.first(where: { $0.epoch == checkpoint.epoch }), checkpoint.size <= log.size else {
            return false
        }
        return try RoomSession.tree(reading, epoch: log.epoch, size: checkpoint.size).root() == checkpoint.root
    }

    /// Whether who is named beside a checkpoint is active and signed it.
    private func isSigned(_ stored: StoredCheckpoint) -> Bool {
        guard let member = session.chain.members[stored.signer], member.effect == .active else { return false }
        return (try? Checkpoint(verifying: stored.note, key: member.keys.signing)) != nil
    }
}

extension Pins {
    /// A clock behind what was seen would date new entries before old ones.
    func refuseClockBehind(_ now: UTCTime) throws {
        guard isBehind(now) else { return }
        throw RoomError.clockWentBack(seconds: (session.pin?.latest ?? 0) - now.secondsSince1970)
    }

    func isBehind(_ now: UTCTime) -> Bool {
        latest.map { $0.secondsSince1970 - now.secondsSince1970 > Self.tolerance } ?? false
    }

    /// What this person's latest change was dated, or the time that they said is right since.
    var latest: UTCTime? {
        (session.clockSetRight ?? session.pin?.latest).flatMap { try? UTCTime(secondsSince1970: $0) }
    }

    /// The time for the next pin: that of the latest change, so that neither looking nor a refusal under a clock that is ahead
    /// keeps this person from anything afterwards. Only `set-clock-right` takes it back.
    /// - Parameter standing: this person's pin as another command of theirs may have left it meanwhile
    private func nextLatest(_ standing: Pin?) -> Int64 {
        if let right = session.clockSetRight { return max(right, session.changedAt ?? right) }
        // Where another command set the clock right meanwhile, this one must not take the wrong time up again.
        let newer = standing.flatMap { pin in pin.size >= session.pin?.size ?? 0 ? pin : nil }
        return max((newer ?? session.pin)?.latest ?? 0, session.changedAt ?? 0)
    }

    /// The log's state, every entry since the last look checked, and this session's own entries found in it.
    func checkedState(_ reading: any StoreReading) throws -> Checkpoint {
        let start = try session.seen.map { LogState(epoch: $0.epoch, size: $0.tree.size, root: try $0.tree.root()) }
        // Somebody restored the practice under this command: it ends in the epoch it began in, or not at all.
        let log = try reading.logSize() ?? (session.epoch, 0)
        guard log.epoch == session.epoch else {
            throw AuditError.rolledBack(.epoch(seen: session.epoch, found: log.epoch))
        }
        let checked = try LogCheck(session: session).checkedTree(reading, from: start)
        let (tree, made) = (checked.tree, checked.own)
        // What this session wrote and was told is durable must still be there.
        if let last = session.lastOwn, made[last.counter] != last.hash {
            throw AuditError.rolledBack(.ownEntries(seen: last.counter, found: made.keys.max() ?? 0))
        }
        session.seen = (checked.epoch, tree)
        // It was found among the entries just now.
        if let last = session.lastOwn { session.provenOwn = last }
        session.lastOwn = nil
        return Checkpoint(
            practice: session.chain.practice, epoch: checked.epoch, size: tree.size, root: try tree.root())
    }

    private func signed(_ checkpoint: Checkpoint) throws -> StoredCheckpoint {
        let identity = session.ring.identity
        return StoredCheckpoint(
            epoch: checkpoint.epoch, size: checkpoint.size, signer: identity.id,
            note: try checkpoint.signed(by: identity, key: identity.publicKeys.signing, isPassing: true))
    }

    /// Signs the state that the transaction makes, in the same transaction: one wait for the disk less. Where that state cannot be
    /// vouched for, nothing is signed, and leaving tells why.
    func putCheckpoint(in transaction: RoomTransaction) throws {
        guard let state = try session.stateToCome() else { return }
        try transaction.put(try signed(state))
        session.didSign(state)
    }

    /// Re-reads the entries since entering from disk, signs the state as a checkpoint and moves the pin on.
    func leave() throws {
        let identity = session.ring.identity
        let (checkpoint, own) = try session.store.read { reading -> (Checkpoint, OwnHead) in
            try session.refreshChain(reading)
            return (try checkedState(reading), try session.ownHead(reading))
        }
        // The agent may have gone and a passphrase be asked for, or another command of this person's hold the pin: nobody else is to
        // wait for that.
        session.store.pauseReading()
        // What was signed with the last entry stands there already, if nothing came after it.
        if session.signedState != checkpoint {
            let signed = try signed(checkpoint)
            try session.store.write { try $0.put(signed) }
        }
        var pin = Pin(
            practice: session.chain.practice, root: session.chain.root, person: identity.id, epoch: checkpoint.epoch,
            size: checkpoint.size, tree: checkpoint.root,
            // Up to where house was kept: links that a colleague added since are the next command's to look after.
            chainHead: session.keptAt ?? session.chain.head, own: own, latest: 0)
        func next(_ standing: [UInt8]?) throws -> [UInt8]? {
            // What was read on entering was checked then.
            let other = standing.flatMap { file in
                session.readPin.flatMap { $0.file == file ? $0.pin : nil } ?? (try? ownPin(file))
            }
            pin.latest = nextLatest(other)
            // Another command of the same person may have seen more meanwhile; a pin only grows. What was said of the clock
            // here holds for it too.
            if var other, (other.epoch, other.size) > (pin.epoch, pin.size) {
                guard session.clockSetRight != nil else { return nil }
                other.latest = pin.latest
                return try other.file(signedBy: identity)
            }
            return try pin.file(signedBy: identity)
        }
        let pins = session.surroundings.pins
        // Who changed nothing can go back to the pin before: from there on the next command checks what this one checked.
        let isLook = session.readPin != nil && session.changedAt == nil && session.clockSetRight == nil
        try (isLook ? pins.updateLooking : pins.update)(practice, person, next)
        session.pin = pin
        // What is not remembered now is read from the log again.
        try? session.logged?.remember(
            LogState(epoch: checkpoint.epoch, size: checkpoint.size, root: checkpoint.root))
    }
}

extension RecordRoom {
    /// The clock may stand this much earlier than the latest time seen before writing is refused, seconds.
    public static var clockTolerance: Int64 { Pins.tolerance }

    /// Whether this is no pin at all, whoever would have signed it.
    public static func isDamaged(pin file: [UInt8]) -> Bool { (try? Pin(parsing: file, key: nil)) == nil }

    /// The latest time that whoever keeps this pin has seen, as the file says it: nobody's signature is checked.
    public static func latestSeen(inPin file: [UInt8]) -> UTCTime? {
        (try? Pin(parsing: file, key: nil)).flatMap { try? UTCTime(secondsSince1970: $0.latest) }
    }
}
