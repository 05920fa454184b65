/// All that the desk learns of a crisis: that the supervisor on duty is to be called for this client. It says nothing of kind
/// or level, and nothing of what happened.
public struct DeskAlert: RecordBody, Hashable {
    private var schema = SchemaVersion1()
    /// The flag's opaque identifier, so that its end can be told from another's.
    public let flag: Identifier<CrisisFlag>
    public let active: Bool

    public init(flag: Identifier<CrisisFlag>, active: Bool) {
        self.flag = flag
        self.active = active
    }

    /// Whether any flag's alert stands. A flag that was resolved is never open again, so order does not matter.
    public static func stands(in alerts: [DeskAlert]) -> Bool {
        let over = Set(alerts.filter { !$0.active }.map(\.flag))
        return alerts.contains { $0.active && !over.contains($0.flag) }
    }
}
