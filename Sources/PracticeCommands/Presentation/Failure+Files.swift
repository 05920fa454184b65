extension Failure {
    /// A file could not be read, written or made.
    enum FileAct: Sendable { case read, write, create }

    /// - Parameter errno: the system's error number.
    static func file(_ path: String, _ act: FileAct, errno: Int32) -> Failure {
        let (what, status): (Sentence, ExitStatus) =
            switch act {
            case .read: (.faultCannotRead, .inputOutput)
            case .write: (.faultCannotWrite, .inputOutput)
            case .create: (.faultCannotCreate, .cannotCreate)
            }
        return Failure(
            code: "fileUnusable", status: status, what: what, hint: .faultPathHint,
            arguments: ["path": path, "number": String(errno)])
    }

    /// A file that is to be made is there.
    static func alreadyThere(path: String) -> Failure {
        Failure(
            code: "alreadyThere", status: .cannotCreate, what: .faultAlreadyThere, unharmed: .faultUnharmedNothing,
            hint: .faultAlreadyThereHint, arguments: ["path": path])
    }

    /// A file that is to be read is not there.
    static func fileMissing(path: String) -> Failure {
        Failure(
            code: "notFound", status: .notFound, what: .faultFileMissing, hint: .faultFileMissingHint,
            arguments: ["path": path])
    }

    /// A file of secrets that other users can reach.
    static func openToOthers(path: String) -> Failure {
        Failure(
            code: "openToOthers", status: .configuration, what: .faultOpenToOthers, hint: .faultOpenToOthersHint,
            arguments: ["path": path])
    }

    /// A time zone that the system has no rules for.
    static func timeZone(_ zone: String) -> Failure {
        Failure(
            code: "timeZone", status: .configuration, what: .faultTimeZone, hint: .faultTimeZoneHint,
            arguments: ["zone": zone])
    }
}
