// What a query may call. Everything else is refused: a list of what is dangerous would never be whole, since databases
// have thousands of functions, and their administrators add more.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const COMMON = words(`
  count sum avg min max coalesce nullif greatest least abs ceil ceiling floor round sign sqrt power pow exp ln log log2
  log10 mod pi degrees radians sin cos tan cot asin acos atan atan2 trunc truncate
  lower upper length char_length character_length octet_length trim ltrim rtrim btrim lpad rpad left right substr substring
  replace reverse concat concat_ws position instr ascii repeat strpos split_part initcap translate overlay
  row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value grouping
  current_user session_user user current_role current_date current_time current_timestamp localtime localtimestamp now extract cast convert exists any all some row
  json_object json_array json_agg json_extract json_value json_query json_array_length json_valid json_type
  if ifnull iif in not and or values md5 sha1 sha2 hex unhex stddev stddev_pop stddev_samp variance var_pop var_samp std
  bit_and bit_or bit_xor group_concat string_agg array_agg date time year month day hour minute second quarter week
`);

const POSTGRESQL = words(`
  array unnest cardinality array_length array_position array_positions array_to_string string_to_array array_append
  array_cat array_remove array_upper array_lower any_value every bool_and bool_or mode percentile_cont percentile_disc
  corr covar_pop covar_samp regr_slope regr_intercept regr_r2 regr_count
  date_trunc date_part date_bin age to_char to_date to_timestamp to_number make_date make_time make_timestamp make_interval
  justify_days justify_hours justify_interval clock_timestamp statement_timestamp transaction_timestamp isfinite
  generate_series generate_subscripts regexp_match regexp_matches regexp_replace regexp_split_to_array
  regexp_split_to_table regexp_count regexp_like regexp_substr regexp_instr starts_with format quote_literal quote_ident
  string_to_table chr encode decode to_hex sha224 sha256 sha384 sha512 normalize similarity
  jsonb_agg json_object_agg jsonb_object_agg to_json to_jsonb row_to_json json_build_object jsonb_build_object
  json_build_array jsonb_build_array jsonb_array_length json_array_elements jsonb_array_elements json_array_elements_text
  jsonb_array_elements_text json_each jsonb_each json_each_text jsonb_each_text json_object_keys jsonb_object_keys
  json_typeof jsonb_typeof json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text
  jsonb_path_query jsonb_path_query_array jsonb_path_query_first jsonb_path_exists jsonb_strip_nulls json_strip_nulls
  jsonb_pretty to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery ts_rank ts_rank_cd ts_headline
  width_bucket div gcd lcm cbrt factorial scale numeric text int integer bigint float date_add date_subtract
  version current_database current_schema pg_typeof num_nonnulls num_nulls bernoulli system rollup cube crosstab
  lower_inc upper_inc isempty bit_count bit_length timezone
`);

const MYSQL = words(`
  date_format date_add date_sub adddate subdate addtime subtime datediff timediff timestampdiff timestampadd timestamp
  str_to_date from_unixtime unix_timestamp from_days to_days to_seconds curdate curtime sysdate utc_date utc_time
  utc_timestamp dayname dayofmonth dayofweek dayofyear monthname weekday weekofyear yearweek last_day makedate maketime
  microsecond period_add period_diff sec_to_time time_format time_to_sec get_format convert_tz
  elt field find_in_set format insert lcase ucase locate mid quote space strcmp substring_index soundex char ord bin oct
  conv crc32 sha to_base64 from_base64 regexp_like regexp_replace regexp_substr regexp_instr interval isnull json_arrayagg
  json_objectagg json_keys json_length json_contains json_contains_path json_search json_unquote json_depth json_quote
  json_overlaps json_pretty json_table match against bit_count bit_length any_value database schema version inet_aton
  inet_ntoa inet6_aton inet6_ntoa is_ipv4 is_ipv6 bin_to_uuid uuid_to_bin weight_string rollup binary median
`);

const SQLITE = words(`
  total glob like likely unlikely likelihood typeof unicode printf format strftime julianday datetime unixepoch timediff
  sqlite_version changes total_changes last_insert_rowid random json json_each json_tree json_group_array json_group_object
  json_insert json_patch json_quote json_remove json_replace json_set jsonb jsonb_array jsonb_object jsonb_extract
  jsonb_group_array jsonb_group_object char quote octet_length substr median percentile percentile_cont percentile_disc
  acosh asinh atanh cosh sinh tanh concat concat_ws string_agg -> ->> match bm25 highlight snippet generate_series soundex
  subtype
`);

export const CALLABLE = {
  postgresql: new Set([...COMMON, ...POSTGRESQL]),
  mysql: new Set([...COMMON, ...MYSQL]),
  sqlite: new Set([...COMMON, ...SQLITE]),
} as const;
