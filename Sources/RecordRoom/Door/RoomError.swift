import AgeFile
import AuditTrail
public import Counseling
import Cryptography
import RecordStore
import Vault

/// Why the door did not do what was asked. It carries identifiers, numbers and fixed words, never names or text.
public enum RoomError: Error, Equatable, Sendable {
    /// The policy refuses; the refusal is in the audit trail.
    case denied(rule: PolicyRule)
    /// The policy would allow it, but no key was granted to this identity: what refuses is the cryptography.
    case noKey
    /// The membership chain does not know this identity, or its keys have not been granted yet.
    case notAdmitted
    /// The identity has no practice yet: `welcome` comes first.
    case notWelcomed
    /// The identity belongs to another practice than the one in this folder.
    case otherPractice
    case wrongPassphrase
    /// The file is not an identity, welcome or public file of this program, or has been altered.
    case unusableFile(FileFault)
    case notFound(Missing)
    /// What a person gave does not fit; see `Counseling`.
    case counseling(CounselingError)
    /// A row does not open under its key, or its signature does not hold, or someone made it who had no right to.
    case altered
    /// A statement of the membership chain breaks a rule that only those who belong can judge, and who signed it.
    case brokenStatement(position: UInt32, by: Identifier<Person>)
    /// What a statement in force says of its person's name is not what a profile is.
    case unreadableProfile(position: UInt32)
    /// No revision of the practice's settings that a director wrote opens. The last row of it, as faults name rows.
    case unreadableSettings(place: String)
    /// A record that counted opens for nobody any more, because somebody put another data key around it, and what it said decides. The
    /// record's row, as faults name rows.
    case unreadableRecord(place: String)
    /// The practice's settings open: there is nothing to write anew.
    case settingsInOrder
    /// An entry since the pin is not its actor's, or not of this practice; its place as faults name places.
    case brokenEntry(place: String)
    /// The practice file is older than, or different from, what this identity has seen.
    case rolledBack(Rollback)
    /// The clock stands earlier than the latest time seen, seconds.
    case clockWentBack(seconds: Int64)
    case busy, diskFull, practiceMissing, practiceExists, forbidden, networkDrive, notAPractice, alteredSchema
    case damaged(code: Int32)
    case inputOutput(code: Int32)
    case unsafeSettings(setting: String)
    /// The folder in which this computer remembers what was seen cannot be used; the system's error number.
    case stateUnusable(folder: String, code: Int32)
    case alreadyAdmitted, alreadyConfirmed, nothingToConfirm, rolesUnchanged, noRoleLeft, lastDirector
    case shortNameTaken
    /// A change of the same person waits for its confirmation.
    case changeIsWaiting
    /// Someone other than a counselor belongs to the case: nothing is written that they could read.
    case strangerInCase
    /// This workstation has no station key, or the chain does not know it.
    case noStation
    /// What a review of one's own notes names is not, or not yet, a signed note of one's own case.
    case notLendable([Identifier<SessionNote>])
    /// What was to be changed has been changed by someone else since it was read.
    case changedMeanwhile
    /// The same was written by the same person just before, word for word: its short identifier, and when.
    case writtenAlready(id: String, at: UTCTime)
    /// The system gave no memory, such as scrypt needs for a moment.
    case memoryExhausted
    case internalFault(String)
    /// The agent that held the keys has ended or does not answer: what was begun is not done.
    case lockedMeanwhile
    /// The act hands a secret on, which the agent never does: it takes the passphrase.
    case passphraseNeeded
    /// Cases would be left without a counselor.
    case casesLeft([Identifier<CounselingCase>])

    // epochs
    /// The practice was restored and goes on in another epoch than this identity knows, which it has not accepted.
    case epochWaits(EpochLoss)
    /// The log of the restored file is another than the one that was declared.
    case proposalOutdated
    /// More was seen than the declaration knows.
    case moreIsKnown(LogPoint)
    /// No epoch waits for this identity.
    case nothingToAccept
    /// The folder was restored, and what is lost in it was not declared yet.
    case restoreWaits
    // recovery
    /// Other keys took the place of this identity's.
    case identityReplaced
    /// New keys that somebody had already, or for somebody else than was named.
    case keysNotNew
    /// So many shares were released, and so many are needed.
    case sharesMissing(has: Int, needs: Int)
    /// No choice of the released shares makes the key: at least one of them is wrong, and only another one tells which.
    case sharesDisagree(has: Int)
    /// The custodians hold no shares of this key, or fewer of them are left than are needed.
    case noShares
    /// This custodian released their share already.
    case alreadyReleased
    /// Nothing is left to recover in this request.
    case recoveryDone

    // keys withheld
    /// The newest key of what belongs to all the staff is not there for this identity, which belongs: its maker kept it back, or
    /// somebody took the grant out of the file.
    case keyWithheld(by: Identifier<Person>, generation: UInt32)

    // break-glass
    /// The key is put together first, which everybody then sees.
    case glassNotOpened
    /// Who acts has reviewed it.
    case alreadyReviewed

    // hand-over without the leaver
    /// So many custodians could release a share of the key of these cases, and so many are needed.
    case custodiansMissing(Identifier<CounselingCase>, has: Int, needs: Int)
    /// Something else was written to the case since, or it is done already.
    case successionOver
    // retention
    /// The rows of the case changed since the disposal was proposed.
    case disposalOutdated
    /// A director whom nobody handed the key of the crises yet would dispose of something.
    case crisisKeyOwed

    // second device
    /// What stands in the way of bringing keys to another computer.
    case device(DeviceFault)

    // what a computer remembers
    /// The practice file contradicts checkpoints in it that members signed, or itself; this computer has seen nothing of it before.
    case contradictsMembers(Rollback)
    /// Checkpoints that people of the practice signed are not of this log, and this computer has seen nothing of it before.
    case checkpointsContradict([ContradictingCheckpoint])
    /// What this computer remembers of the practice cannot be read or was not signed by this person. It says nothing of the
    /// practice itself.
    case pinDamaged(file: String)

    /// An appointment or a consent that is not as the act needs it.
    case appointment(AppointmentFault)

    public enum FileFault: String, Sendable, Equatable {
        case notOurs = "not-ours", altered, workFactor = "work-factor", forSomeoneElse = "for-someone-else", tooLarge =
            "too-large"
        /// An identity under the name of another one.
        case otherName = "other-name"
    }

    public enum Missing: String, Sendable, Equatable {
        case client, person, statement, note
        case counselingCase = "case"

        // appointments
        case appointment

        // consent
        case consent

        // credentials
        case credential

        // supervision
        case agreement

        // crisis
        case flag
        case card = "emergency-card"

        // reviews
        case review

        // disclosures
        case disclosure

        // complaints
        case complaint

        // jots
        case jot
        // witnesses, backups
        case entry, backup

        // recovery
        case recovery

        // break-glass
        case glass

        // hand-over without the leaver
        case succession
        // retention
        case disposal
        // second device
        case device
    }

    /// In what way the practice file contradicts the pin.
    public enum Rollback: Sendable, Equatable {
        case shorter(seen: UInt64, found: UInt64, epoch: UInt32 = 1)
        case forked(at: UInt64)
        case chain
        case ownEntries
        case epoch(seen: UInt32, found: UInt32)
        case otherPractice
    }
}

/// Carries the lower rooms' errors across the door, one name each.
func translating<Result>(_ body: () throws -> Result) throws(RoomError) -> Result {
    do { return try body() } catch { throw RoomError(carrying: error) }
}

/// Runs what reads somebody else's work; nil where that does not open, or breaks the rules: one of several that is spoiled does
/// not take the others away.
func unlessSpoiled<Result>(_ body: () throws -> Result) throws -> Result? {
    do { return try body() } catch {
        switch RoomError(carrying: error) {
        case .altered, .brokenStatement, .unreadableProfile, .unreadableSettings, .unreadableRecord, .brokenEntry,
            .noKey,
            .counseling, .notAPractice, .unusableFile:
            return nil
        default: throw error
        }
    }
}

extension RoomError {
    /// The statement that breaks the chain, once its signatures are known to hold.
    static func brokenStatement(position: UInt32, _ statements: [MembershipStatement]) -> RoomError {
        guard let broken = statements.first(where: { $0.position == position }) else { return .altered }
        return .brokenStatement(position: position, by: Identifier(broken.signer))
    }

    /// The door's word for an error from below.
    init(carrying error: any Error) {
        switch error {
        case let error as RoomError: self = error
        case let error as CounselingError: self = .counseling(error)
        case let error as AppointmentFault: self = .appointment(error)
        case let error as StoreError: self = RoomError(error)
        case let error as VaultError: self = RoomError(error)
        case let error as AuditError: self = RoomError(error)
        case let error as CryptographyError: self = RoomError(error)
        default: self = .internalFault(String(describing: type(of: error)))
        }
    }

    /// The door's word for what opening or making a store threw.
    public init(fromStore error: any Error) { self.init(carrying: error) }

    private init(_ error: StoreError) {
        switch error {
        case .missing: self = .practiceMissing
        case .exists: self = .practiceExists
        case .busy, .slotTaken: self = .busy
        case .full: self = .diskFull
        case .forbidden: self = .forbidden
        case .inputOutput(let code): self = .inputOutput(code: code)
        case .notAPractice: self = .notAPractice
        case .alteredSchema: self = .alteredSchema
        case .damaged(let code): self = .damaged(code: code)
        case .networkDrive: self = .networkDrive
        case .unsafeSettings(let setting): self = .unsafeSettings(setting: setting)
        }
    }

    private init(_ error: VaultError) {
        switch error {
        case .noKey: self = .noKey
        case .wrongKeyOrAltered, .malformed, .badSignature, .brokenChain, .unauthorized: self = .altered
        case .unknownFormat: self = .notAPractice
        case .tooLarge: self = .unusableFile(.tooLarge)
        case .keysAway: self = .lockedMeanwhile
        case .keysStayInAgent: self = .passphraseNeeded
        case .cryptography(let error): self = RoomError(error)
        case .ageFile(.wrongKeyOrPassphrase): self = .wrongPassphrase
        case .ageFile(.workFactorRefused): self = .unusableFile(.workFactor)
        case .ageFile(.cryptography(let error)): self = RoomError(error)
        case .ageFile(.notAnAgeFile), .ageFile(.armored), .ageFile(.unsupportedVersion), .ageFile(.notForPassphrase):
            self = .unusableFile(.notOurs)
        case .ageFile: self = .unusableFile(.altered)
        }
    }

    private init(_ error: CryptographyError) {
        self = error == .memoryExhausted ? .memoryExhausted : .internalFault("\(error)")
    }

    private init(_ error: AuditError) {
        switch error {
        case .malformed, .badSignature, .brokenTree: self = .altered
        case .vault(let error): self = RoomError(error)
        case .cryptography(let error): self = RoomError(error)
        case .rolledBack(let evidence): self = .rolledBack(Rollback(evidence))
        }
    }
}

extension RoomError.Rollback {
    init(_ evidence: RollbackEvidence) {
        switch evidence {
        case .shorter(let seen, let found, let epoch): self = .shorter(seen: seen, found: found, epoch: epoch)
        case .forked(let place): self = .forked(at: place)
        case .chain: self = .chain
        case .ownEntries: self = .ownEntries
        case .epoch(let seen, let found): self = .epoch(seen: seen, found: found)
        case .otherPractice: self = .otherPractice
        }
    }
}
