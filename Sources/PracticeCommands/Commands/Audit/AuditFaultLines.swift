import Counseling
import RecordRoom

// Faults as people read them: each kind once, what it means first, then where. Documents for programs keep the codes.
extension CommandContext {
    /// More places than these say nothing more to a person.
    private static let placesShown = 12

    func lines(of faults: [AuditFault]) -> [String] {
        var kinds: [AuditFault.Kind] = []
        for fault in faults where !kinds.contains(fault.kind) { kinds.append(fault.kind) }
        return kinds.flatMap { kind -> [String] in
            var seen: Set<String> = []
            let places = faults.filter { $0.kind == kind }.map(\.place).filter { seen.insert($0).inserted }
            var told = catalogue.list(Array(places.prefix(Self.placesShown)))
            if places.count > Self.placesShown {
                told = say(
                    .auditVerifyFaultMore, ["places": told, "count": "\(places.count - Self.placesShown)"])
            }
            return [
                say(.auditVerifyFault, ["meaning": say(kind.meaning), "kind": kind.rawValue]),
                say(kind.whatPlacesAre, ["places": told]),
            ]
        }
    }
}

extension CommandContext {
    /// Who said last what rows are that the file has otherwise.
    func lines(of logged: [LoggedLast], in report: VerificationReport) -> [String] {
        logged.prefix(Self.placesShown).map {
            say(
                $0.isWorkstation ? .auditVerifyStationLoggedLast : .auditVerifyLoggedLast,
                [
                    "row": $0.row, "place": $0.entry,
                    "person": report.shortNames[$0.signer]?.text ?? $0.signer.shortForm(characters: 8),
                ])
        }
    }
}

extension VerificationReport {
    /// What to do, in one line: where only what this computer remembers is spoiled, nobody has to stop working; where nothing is wrong
    /// but that more was seen than the file has, it may have been restored.
    /// - Parameter isRestored: whether a backup was unpacked here, and nobody declared yet what is missing
    func whatToDo(isRestored: Bool) -> Sentence {
        if faults.allSatisfy({ $0.kind == .pinDamaged }) { return .auditVerifyPinOnly }
        guard faults.allSatisfy({ [.pinContradicted, .checkpointContradicted].contains($0.kind) }) else {
            return .auditVerifyWhatToDo
        }
        return isRestored ? .auditVerifyRestored : .auditVerifyOlder
    }
}

extension AuditFault.Kind {
    /// What it means, in plain words.
    var meaning: Sentence {
        switch self {
        case .entryMalformed: .auditFaultEntryMalformed
        case .entryMissing: .auditFaultEntryMissing
        case .epochUnknown: .auditFaultEpochUnknown
        case .sessionUnknown: .auditFaultSessionUnknown
        case .detailsUnreadable: .auditFaultDetailsUnreadable
        case .ownChainBroken: .auditFaultOwnChainBroken
        case .chainHeadUnknown: .auditFaultChainHeadUnknown
        case .chainHeadBehind: .auditFaultChainHeadBehind
        case .entrySignature: .auditFaultEntrySignature
        case .actorNotActive: .auditFaultActorNotActive
        case .changeDoesNotFollow: .auditFaultChangeDoesNotFollow
        case .entryNotEntitled: .auditFaultEntryNotEntitled
        case .entriesContradict: .auditFaultEntriesContradict
        case .changeForbidden: .auditFaultChangeForbidden
        case .nodeWrong: .auditFaultNodeWrong
        case .rowMalformed: .auditFaultRowMalformed
        case .rowMissing: .auditFaultRowMissing
        case .rowAdded: .auditFaultRowAdded
        case .rowAltered: .auditFaultRowAltered
        case .rowRolledBack: .auditFaultRowRolledBack
        case .revisionBroken: .auditFaultRevisionBroken
        case .slotsDiffer: .auditFaultSlotsDiffer
        case .checkpointWrong: .auditFaultCheckpointWrong
        case .checkpointContradicted: .auditFaultCheckpointContradicted
        case .pinContradicted: .auditFaultPinContradicted
        case .pinOfAnother: .auditFaultPinOfAnother
        case .pinDamaged: .auditFaultPinDamaged
        case .otherPractice: .auditFaultOtherPractice
        case .membershipBroken: .auditFaultMembershipBroken
        case .profileUnreadable: .auditFaultProfileUnreadable
        case .statementUnauthorized: .auditFaultStatementUnauthorized
        case .statementBackdated: .auditFaultStatementBackdated
        case .keyOutdated: .auditFaultKeyOutdated
        case .writerNotEntitled: .auditFaultWriterNotEntitled
        case .grantExceeds: .auditFaultGrantExceeds
        case .grantMissing: .auditFaultGrantMissing
        case .recordRewritten: .auditFaultRecordRewritten
        case .recordUnreadable: .auditFaultRecordUnreadable
        case .keySpoiled: .auditFaultKeySpoiled
        case .disposalBroken: .auditFaultDisposalBroken
        case .noLog: .auditFaultNoLog
        case .databaseDamaged: .auditFaultDatabaseDamaged
        }
    }

    /// What the places of such faults are; docs/file-format.md section 11 has them in full.
    fileprivate var whatPlacesAre: Sentence {
        switch self {
        case .entryMalformed, .entryMissing, .sessionUnknown, .detailsUnreadable, .ownChainBroken, .chainHeadUnknown,
            .chainHeadBehind, .entrySignature, .actorNotActive, .changeDoesNotFollow, .changeForbidden,
            .entriesContradict, .entryNotEntitled:
            .auditVerifyFaultEntries
        case .rowMalformed, .rowMissing, .rowAdded, .rowAltered, .rowRolledBack, .revisionBroken,
            .statementUnauthorized, .statementBackdated, .keyOutdated, .writerNotEntitled, .grantExceeds,
            .recordRewritten, .recordUnreadable, .keySpoiled, .disposalBroken:
            .auditVerifyFaultRows
        default: .auditVerifyFaultPlaces
        }
    }
}
