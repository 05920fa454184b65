/// What a person does in the practice; one person may hold several. The raw values are those of `--role` and of records.
public enum Role: String, CaseIterable, Codable, Hashable, Sendable {
    /// Holds sessions, writes and signs notes (咨询师).
    case counselor
    /// As a counselor, under supervision; cannot sign alone (实习咨询师).
    case trainee
    /// Takes the first interview (初访员).
    case intakeWorker = "intake-worker"
    /// Reviews assigned sessions and supervises trainees (督导师).
    case supervisor
    /// Decides complaints and approves policies (管理委员会成员).
    case committeeMember = "committee-member"
    /// Admits staff and assigns cases (咨询服务负责人).
    case director
    /// Registers clients, books, takes fees (前台).
    case frontDesk = "front-desk"
    /// Charges, invoices, payments (财务).
    case bookkeeper
    /// Reads and verifies the audit trail (审计员).
    case auditor
    /// Holds a share of recovery and confirms role changes (密钥保管人).
    case custodian
}
