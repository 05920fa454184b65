extension Failure {
    /// Nothing has that id.
    static func notFound(id: String) -> Failure {
        Failure(
            code: "notFound", status: .notFound, what: .faultNotFound, hint: .faultNotFoundHint, arguments: ["id": id])
    }

    /// Nobody has that short name.
    static func personNotFound(_ person: String) -> Failure {
        Failure(
            code: "notFound", status: .notFound, what: .faultPersonNotFound, hint: .faultPersonNotFoundHint,
            arguments: ["person": person])
    }

    /// An id begins several ids.
    /// - Parameter candidates: ids or short names, joined by `Catalogue.list`.
    static func ambiguous(id: String, candidates: String) -> Failure {
        Failure(
            code: "ambiguous", status: .badInput, what: .faultAmbiguous, hint: .faultAmbiguousHint,
            arguments: ["id": id, "candidates": candidates])
    }

    /// A number that stands in no list shown in this terminal.
    static func rowNumber(_ number: Int) -> Failure {
        Failure(
            code: "notFound", status: .notFound, what: .faultRowNumber, hint: .faultRowNumberHint,
            arguments: ["number": String(number)])
    }

    /// The practice file is locked by another writer.
    static let busy = Failure(
        code: "busy", status: .tryAgain, what: .faultBusy, unharmed: .faultUnharmedNothing, hint: .faultBusyHint)

    /// Someone else changed the same thing first.
    static func conflict(id: String) -> Failure {
        Failure(
            code: "conflict", status: .tryAgain, what: .faultConflict, unharmed: .faultUnharmedNothing,
            hint: .faultConflictHint, arguments: ["id": id])
    }

    /// Someone else changed the same text first; what was typed is kept.
    /// - Parameter draft: id of the sealed draft.
    static func conflict(id draft: String, keptAsDraft: Bool) -> Failure {
        Failure(
            code: "conflict", status: .tryAgain, what: .faultConflict,
            unharmed: keptAsDraft ? .faultUnharmedDraft : .faultUnharmedNothing, hint: .faultConflictHint,
            arguments: ["id": draft])
    }

    /// A generation of keys is being replaced.
    static let staleKey = Failure(
        code: "staleKey", status: .tryAgain, what: .faultStaleKey, unharmed: .faultUnharmedNothing,
        hint: .faultStaleKeyHint)

    /// No room on the disk.
    static let diskFull = Failure(
        code: "diskFull", status: .storeUnavailable, what: .faultDiskFull, unharmed: .faultUnharmedRecords,
        hint: .faultDiskFullHint)

    /// The folder holds no practice.
    static func noPractice(path: String) -> Failure {
        Failure(
            code: "noPractice", status: .configuration, what: .faultNoPractice, hint: .faultNoPracticeHint,
            arguments: ["path": path])
    }

    /// The folder holds a practice already.
    static func practiceExists(path: String) -> Failure {
        Failure(
            code: "practiceExists", status: .cannotCreate, what: .faultPracticeExists,
            unharmed: .faultUnharmedNothing, hint: .faultPracticeExistsHint, arguments: ["path": path])
    }

    /// The folder lies where SQLite's locks cannot be trusted.
    /// - Parameter kind: of the file system, `nfs` for instance.
    static func networkDrive(path: String, kind: String) -> Failure {
        Failure(
            code: "networkDrive", status: .storeUnavailable, what: .faultNetworkDrive,
            unharmed: .faultUnharmedNothing, hint: .faultNetworkDriveHint, arguments: ["path": path, "kind": kind])
    }

    /// Written by a later version.
    static func newerFormat(_ version: Int) -> Failure {
        Failure(
            code: "newerFormat", status: .configuration, what: .faultNewerFormat, unharmed: .faultUnharmedRecords,
            hint: .faultNewerFormatHint, arguments: ["version": String(version)])
    }

    /// The connection lacks a setting that safety rests on.
    static func unsafeSettings(_ setting: String) -> Failure {
        Failure(
            code: "unsafeSettings", status: .storeUnavailable, what: .faultSettings, unharmed: .faultUnharmedNothing,
            hint: .faultSettingsHint, arguments: ["setting": setting])
    }

    /// The audit trail could not take the entry, so the act did not happen.
    static let auditUnwritable = Failure(
        code: "auditUnwritable", status: .storeUnavailable, what: .faultAuditUnwritable,
        unharmed: .faultUnharmedNothing, hint: .faultAuditUnwritableHint)

    /// A fault of the program.
    /// - Parameter place: an error's type and case; never its associated values, which may hold a client's name.
    static func internalError(place: String) -> Failure {
        Failure(
            code: "internal", status: .internalError, what: .faultInternal, hint: .faultInternalHint,
            arguments: ["place": place])
    }
}
