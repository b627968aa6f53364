package export

// The tables. The names behind `parquet` are those of the columns, in CSV too;
// docs/export.md says what each means. A pointer is nil, and NA in CSV, where
// there is no value.

// MemberYear is a member of an alliance in a year.
type MemberYear struct {
	Alliance        string  `parquet:"alliance"`
	State           string  `parquet:"state"`
	ISO3            *string `parquet:"iso3,optional"`
	COW             *int32  `parquet:"cow,optional"`
	GW              *int32  `parquet:"gw,optional"`
	Year            int32   `parquet:"year"`
	Days            int32   `parquet:"days_member"`
	AtEnd           int32   `parquet:"member_at_end"`
	Entered         string  `parquet:"entered"`
	Left            *string `parquet:"left,optional"`
	Statuses        string  `parquet:"other_statuses_at_end"`
	Entries         int32   `parquet:"entries_as_actor"`
	Breaches        int32   `parquet:"breaches"`
	RobustBreaches  int32   `parquet:"breaches_robust"`
	Fulfilments     int32   `parquet:"fulfilments"`
	LateFulfilments int32   `parquet:"fulfilments_late"`
	Undecided       int32   `parquet:"findings_undecided"`
}

// DyadYear is a pair of members in a year; its counts are of what either does
// to the other, or in the directed table of what the first does to the second.
type DyadYear struct {
	Alliance        string  `parquet:"alliance"`
	State1          string  `parquet:"state1"`
	ISO31           *string `parquet:"iso3_1,optional"`
	COW1            *int32  `parquet:"cow_1,optional"`
	GW1             *int32  `parquet:"gw_1,optional"`
	State2          string  `parquet:"state2"`
	ISO32           *string `parquet:"iso3_2,optional"`
	COW2            *int32  `parquet:"cow_2,optional"`
	GW2             *int32  `parquet:"gw_2,optional"`
	Year            int32   `parquet:"year"`
	Days            int32   `parquet:"days_both_members"`
	Events          int32   `parquet:"events"`
	VerbalCoop      int32   `parquet:"verbal_cooperation"`
	MaterialCoop    int32   `parquet:"material_cooperation"`
	VerbalConf      int32   `parquet:"verbal_conflict"`
	MaterialConf    int32   `parquet:"material_conflict"`
	Force           int32   `parquet:"force"`
	InDoubt         int32   `parquet:"events_in_doubt"`
	Breaches        int32   `parquet:"breaches"`
	RobustBreaches  int32   `parquet:"breaches_robust"`
	Fulfilments     int32   `parquet:"fulfilments"`
	LateFulfilments int32   `parquet:"fulfilments_late"`
	Undecided       int32   `parquet:"findings_undecided"`
}

// Event is an entry of the record.
type Event struct {
	Event     int32   `parquet:"event"`
	Happening int32   `parquet:"happening"`
	Label     *string `parquet:"label,optional"`
	Begins    string  `parquet:"begins"`
	BeginsBy  string  `parquet:"begins_at_the_latest"`
	Ends      *string `parquet:"ends,optional"`
	EndsBy    *string `parquet:"ends_at_the_latest,optional"`
	Known     string  `parquet:"known"`
	Act       string  `parquet:"act"`
	Plover    *string `parquet:"plover,optional"`
	Cameo     *string `parquet:"cameo,optional"`
	By        *string `parquet:"by,optional"`
	On        *string `parquet:"on,optional"`
	To        *string `parquet:"to,optional"`
	From      *string `parquet:"from,optional"`
	With      *string `parquet:"with,optional"`
	Against   *string `parquet:"against,optional"`
	For       *string `parquet:"for,optional"`
	At        *string `parquet:"at,optional"`
	About     *string `parquet:"about,optional"`
	ActorISO3 *string `parquet:"actor_iso3,optional"`
	ActorCOW  *int32  `parquet:"actor_cow,optional"`
	ActorGW   *int32  `parquet:"actor_gw,optional"`
	OtherISO3 *string `parquet:"other_iso3,optional"`
	OtherCOW  *int32  `parquet:"other_cow,optional"`
	OtherGW   *int32  `parquet:"other_gw,optional"`
	Numbers   *string `parquet:"numbers,optional"`
	Accounts  *string `parquet:"accounts,optional"`
	Claim     int32   `parquet:"claim"`
	DeniedBy  *string `parquet:"denied_by,optional"`
	SaidBy    *string `parquet:"said_by,optional"`
	Through   *string `parquet:"through,optional"`
	Corrects  *int32  `parquet:"corrects,optional"`
	Describes *int32  `parquet:"describes,optional"`
	Retracted int32   `parquet:"retracted"`
	Sources   *string `parquet:"sources,optional"`
	Title     *string `parquet:"text,optional"`
	Place     string  `parquet:"file_line"`
}

// SourceRow is a source of the record.
type SourceRow struct {
	Name        string  `parquet:"name"`
	Title       string  `parquet:"title"`
	Author      *string `parquet:"author,optional"`
	Outlet      *string `parquet:"outlet,optional"`
	Published   *string `parquet:"published,optional"`
	PublishedBy *string `parquet:"published_at_the_latest,optional"`
	Copies      *string `parquet:"copies,optional"`
	Entries     int32   `parquet:"entries"`
	Forecasts   int32   `parquet:"forecasts"`
	Assessments int32   `parquet:"assessments"`
}
