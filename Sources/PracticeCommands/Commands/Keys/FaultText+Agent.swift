import Glibc
import Practice

// What can go wrong with agents.
extension FaultText {
    static func fault(_ error: AgentFault, _ catalogue: Catalogue) -> CommandFault {
        switch error {
        case .folder(let path):
            CommandFault(
                .cannotCreate, "agent-folder", .faultAgentFolder, path: path, system: EACCES, catalogue,
                hint: .faultAgentFolderHint)
        case .socket(let path, let code):
            CommandFault(
                .cannotCreate, "agent-folder", .faultAgentFolder, path: path, system: code, catalogue,
                hint: .faultAgentFolderHint)
        case .busy: CommandFault(.tryAgain, "unlocking", .faultAgentBusy, hint: .faultAgentBusyHint)
        case .failed: CommandFault(.internalError, "agent-failed", .faultAgentFailed, hint: .faultAgentFailedHint)
        case .stays(let process):
            CommandFault(
                .internalError, "agent-stays", .faultAgentStays, ["number": "\(process)"], hint: .faultAgentStaysHint,
                ["number": "\(process)"])
        }
    }
}
