public import Counseling
import Vault

/// What is kept for some years and then disposed of: a case, or a client's file.
public enum DisposalTarget: Hashable, Sendable {
    case counselingCase(Identifier<CounselingCase>)
    case client(Identifier<Client>)

    /// 32 hexadecimal digits, which name the compartment too.
    public var hex: String {
        switch self {
        case .counselingCase(let id): id.hex
        case .client(let id): id.hex
        }
    }

    /// What a visit about it is about.
    public var subject: Subject {
        switch self {
        case .counselingCase(let id): .counselingCase(id)
        case .client(let id): .client(id)
        }
    }

    init?(_ subject: Subject) {
        switch subject {
        case .counselingCase(let id): self = .counselingCase(id)
        case .client(let id): self = .client(id)
        default: return nil
        }
    }

    init(_ compartment: OpaqueID, _ kind: DisposalKind) {
        switch kind {
        case .counselingCase: self = .counselingCase(Identifier(compartment))
        case .clientFile: self = .client(Identifier(compartment))
        }
    }

    var compartment: OpaqueID {
        switch self {
        case .counselingCase(let id): OpaqueID(id)
        case .client(let id): OpaqueID(id)
        }
    }

    var kind: DisposalKind {
        switch self {
        case .counselingCase: .counselingCase
        case .client: .clientFile
        }
    }
}
