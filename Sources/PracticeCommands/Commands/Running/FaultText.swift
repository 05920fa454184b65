import Counseling
import Practice
import RecordRoom

/// Turns every error into its exit status, its code for programs and a sentence for people, in one place. What an error
/// carries is identifiers, numbers and paths, so no name can slip out here.
struct FaultText {
    let status: ExitStatus
    let code: String
    let message: String
    let hint: String
    private let details: [String: JSONValue]

    init(_ error: any Error, _ catalogue: Catalogue) {
        let fault = Self.fault(error, catalogue)
        status = fault.status
        code = fault.code
        message = catalogue.text(fault.sentence, fault.arguments)
        hint = fault.hint.map { catalogue.text($0, fault.hintArguments) } ?? ""
        details = fault.details
    }

    func json(as name: String = "error") -> JSONValue {
        let said: [String: JSONValue] = ["code": .string(code), "message": .string(message), "hint": .string(hint)]
        return .object([name: .object(said.merging(details) { said, _ in said })])
    }

    private static func fault(_ error: DetailedFault, _ catalogue: Catalogue) -> CommandFault {
        var fault = fault(error.cause, catalogue)
        fault.details.merge(error.details) { $1 }
        return fault
    }

    static func fault(_ error: any Error, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case let error as CommandFault: error
        case let error as DetailedFault: fault(error, catalogue)
        case let error as RoomError: fault(error, catalogue)
        case let error as CounselingError: fault(error, catalogue)
        case let error as AppointmentFault: fault(error, catalogue)
        case let error as NaturalTime.Fault: fault(error)
        case let error as FileFault: fault(error, catalogue)
        case let error as AgentFault: fault(error, catalogue)
        case let error as TerminalError: fault(error, catalogue)
        case let error as SecretFault: fault(error, catalogue)
        default:
            CommandFault(
                .internalError, "internal", .faultInternal, ["place": "\(type(of: error))"], hint: .faultInternalHint)
        }
    }
}
