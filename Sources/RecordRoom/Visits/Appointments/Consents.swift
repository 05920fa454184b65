public import Counseling
import RecordStore
import Vault

public enum RecordingConsent: ChangingPurpose { public static let action = Action.recordConsent }
public enum ConfirmingConsent: ChangingPurpose { public static let action = Action.confirmConsent }
public enum WithdrawingConsent: ChangingPurpose { public static let action = Action.withdrawConsent }
public enum ListingConsents: LookingPurpose { public static let action = Action.listConsents }

/// A consent with the people who received and explained it.
public struct ConsentEntry: Sendable {
    public let consent: Consent
    public let receivedBy: StaffMember?
    public let explainedBy: StaffMember?
}

/// The consents of a client.
public struct ConsentsFound: Sendable {
    public let entries: [ConsentEntry]
    /// More that are not as they should be; deep verification names them.
    public let spoiled: [Identifier<Consent>]
    /// Those listed in whose history somebody wrote who had no right to; what was rightly written stands.
    public let disturbed: [Identifier<Consent>]
}

extension Visit where P == RecordingConsent {
    /// Records that a consent was received. A counselor who records it has explained it too.
    /// - Parameter isMeant: whether it is to be recorded also where the same is there
    /// - Throws: `.writtenAlready` where the same person recorded it within the last hour: of two that are the same, one would stay
    ///   in force where the other is withdrawn
    public func record(_ form: ConsentForm, for purpose: Consent.Purpose, isMeant: Bool = true) throws -> Consent {
        guard case .client(let client) = subject else { throw RoomError.notFound(.client) }
        let transaction = try writing()
        let file = OpaqueID(client)
        guard try records.compartment(of: file) == file else { throw RoomError.notFound(.client) }
        if !isMeant { try refuseRepeated(form, for: purpose, of: client) }
        try compartments.prepareToWrite(file, in: transaction)
        let id = try OpaqueID.random()
        let consent = Consent(
            id: Identifier(id), client: client, purpose: purpose, form: form, receivedBy: Identifier(session.me),
            isExplained: actingRole == .counselor || actingRole == .trainee, now: now)
        try records.write(consent, .consent, record: id, in: file, to: transaction)
        return consent
    }
}

extension Visit where P == RecordingConsent {
    private func refuseRepeated(
        _ form: ConsentForm, for purpose: Consent.Purpose, of client: Identifier<Client>
    ) throws {
        // Whoever cannot look, or cannot because somebody spoiled what is there, records it: a consent is not to fail by another.
        let present = try unlessSpoiled { try ConsentFile(session: session, reading: reading).all(of: client).consents }
        let same = present?.last {
            $0.purpose == purpose && $0.state != .withdrawn && $0.receivedBy == Identifier(session.me)
                && $0.textVersion == form.textVersion && $0.clientAgreed == form.clientAgreed
                && $0.guardians == form.guardians && $0.agreedOn == form.agreedOn
        }
        guard let same else { return }
        try Repetition(now: now).refuse(same.id.shortForm(characters: 4), writtenAt: same.received)
    }
}

extension Visit where P == ConfirmingConsent {
    /// Confirms that this counselor explained what was agreed to.
    public func confirm() throws -> Consent {
        let (consent, file) = try ConsentFile(session: session, reading: reading).consent(of: subject)
        let transaction = try writing()
        let confirmed = try consent.explained(by: Identifier(session.me), at: now)
        try compartments.prepareToWrite(file, in: transaction)
        try records.write(confirmed, .consent, record: OpaqueID(consent.id), in: file, to: transaction)
        return confirmed
    }
}

extension Visit where P == WithdrawingConsent {
    /// Records that the consent was withdrawn.
    public func withdraw() throws -> Consent {
        let (consent, file) = try ConsentFile(session: session, reading: reading).consent(of: subject)
        let transaction = try writing()
        let withdrawn = try consent.withdrawn(at: now)
        try compartments.prepareToWrite(file, in: transaction)
        try records.write(withdrawn, .consent, record: OpaqueID(consent.id), in: file, to: transaction)
        return withdrawn
    }
}

extension Visit where P == ListingConsents {
    /// The consents of the visit's client, oldest first, withdrawn ones among them.
    public func consents() throws -> ConsentsFound {
        guard case .client(let client) = subject else { throw RoomError.notFound(.client) }
        guard try records.compartment(of: OpaqueID(client)) == OpaqueID(client) else {
            throw RoomError.notFound(.client)
        }
        let found = try ConsentFile(session: session, reading: reading).all(of: client)
        let entries = try found.consents.map {
            try ConsentEntry(
                consent: $0, receivedBy: session.staff($0.receivedBy),
                explainedBy: $0.explainedBy.flatMap { try session.staff($0) })
        }
        let disturbed = try records.withTakenPlaces(found.consents.map { OpaqueID($0.id) })
        return ConsentsFound(
            entries: entries, spoiled: found.spoiled, disturbed: disturbed.map { Identifier($0) })
    }
}

extension Visit where P == ReadingStatus {
    /// Consents of this counselor's clients that were received, and whose explanation they are to confirm.
    public func waitingConsents() throws -> [Consent] {
        guard session.chain.members[session.me]?.holds([.counselor, .trainee]) == true else { return [] }
        let files = try Caseload(session: session, reading: reading).cases().compactMap(records.compartment(of:))
        return try Set(files).sorted().flatMap { file in
            try unlessSpoiled {
                try ConsentFile(session: session, reading: reading).all(of: Identifier(file)).consents
                    .filter { $0.state == .received }
            } ?? []
        }
    }
}

/// The consents in a client's file as the session's keys open them.
struct ConsentFile {
    let session: RoomSession
    let reading: any StoreReading

    private var records: Records { Records(session: session, reading: reading) }

    /// The client's consents, the oldest first. What somebody invented or spoiled there is no consent, and takes no other away.
    func all(of client: Identifier<Client>) throws -> (consents: [Consent], spoiled: [Identifier<Consent>]) {
        let file = OpaqueID(client)
        guard try AppointmentBook(session: session, reading: reading).holds(file: file) else { throw RoomError.noKey }
        let (found, spoiled) = try records.settled(.consent, Consent.self, in: file)
        return (
            found.map(\.body).sorted { ($0.received, $0.id.hex) < ($1.received, $1.id.hex) },
            spoiled.sorted().map { Identifier($0) }
        )
    }

    /// The consent that a visit is about, its signatures checked.
    func consent(of subject: Subject) throws -> (Consent, file: OpaqueID) {
        guard case .consent(let id, let client) = subject else { throw RoomError.notFound(.consent) }
        guard try AppointmentBook(session: session, reading: reading).holds(file: OpaqueID(client)) else {
            throw RoomError.noKey
        }
        guard let newest = try records.checkedHistory(of: OpaqueID(id)).last,
            newest.kind == Records.Kind.consent.rawValue, newest.header.compartment == OpaqueID(client)
        else { throw RoomError.notFound(.consent) }
        return (try Consent(body: newest.body), OpaqueID(client))
    }
}
