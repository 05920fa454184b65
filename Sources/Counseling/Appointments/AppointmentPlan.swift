/// Appointments that were booked together; it has no values.
public enum AppointmentSeries {}

/// Whom an appointment brings together, and where.
public struct AppointmentPlan: Hashable, Sendable {
    public let client: Identifier<Client>
    public let caseID: Identifier<CounselingCase>?
    public let counselor: Identifier<Person>
    public let room: RoomLabel?
    public let modality: Appointment.Modality

    public init(
        client: Identifier<Client>, caseID: Identifier<CounselingCase>?, counselor: Identifier<Person>,
        room: RoomLabel?, modality: Appointment.Modality
    ) {
        self.client = client
        self.caseID = caseID
        self.counselor = counselor
        self.room = room
        self.modality = modality
    }

    /// The same in a case.
    public func with(caseID: Identifier<CounselingCase>) -> AppointmentPlan {
        AppointmentPlan(client: client, caseID: caseID, counselor: counselor, room: room, modality: modality)
    }
}

extension AppointmentPlan: ConfidentialRecord {}
