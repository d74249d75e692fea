// Everything that the page says, in both languages.

const ko = {
  title: '우리 동네 담당자 찾기',
  skip: '주소 입력으로 건너뛰기',
  brand: '찾아가는 동주민센터',
  heading: '우리 동네 담당자 찾기',
  lead: '주소를 입력하면 우리 집을 맡은 세 사람의 이름과 전화번호를 알려 드립니다.',
  label: '주소 또는 건물 이름',
  clear: '지우기',
  search: '찾기',
  hint: '예: 햇살로 12. 초성만 입력해도 됩니다: ㅎㅅㄹ',
  here: '현재 위치로 찾기',
  suggestions: '추천 주소',
  kinds: { road: '도로', address: '주소', building: '건물' },
  count: (n) => (n === 0 ? '추천 주소가 없습니다.' : `추천 주소 ${n}개. 위아래 화살표 키로 고르세요.`),
  number: '이어서 건물 번호를 입력하세요.',
  searching: '찾는 중입니다.',
  locating: '위치를 확인하는 중입니다.',
  found: (dong) => `${dong} 담당자를 찾았습니다.`,
  resultHeading: (dong) => `${dong} 담당자`,
  readAs: '찾은 주소',
  people: {
    welfare_planner: { role: '복지플래너', does: '형편에 맞는 복지를 함께 찾고 신청을 돕습니다.' },
    visiting_nurse: { role: '방문간호사', does: '어르신과 아기가 있는 집을 찾아 건강을 살핍니다.' },
    neighborhood_officer: { role: '우리동네주무관', does: '우리 골목의 일을 두루 살피고 챙깁니다.' },
  },
  substitute: (until) => (until ? `${until}까지 대신 맡습니다` : '담당자를 대신해 맡고 있습니다'),
  nobody: '정해진 담당자가 없습니다. 주민센터로 전화해 주세요.',
  byAddress: '주소를 입력하면 우리 골목 담당자를 알려 드립니다.',
  call: (role, name, phone) => `${role} ${name}에게 전화 걸기, ${phone}`,
  callCenter: (name, phone) => `${name}에 전화 걸기, ${phone}`,
  center: { heading: '주민센터', address: '주소', phone: '전화', hours: '업무 시간' },
  sure: {
    building_range: '건물 번호의 범위로 찾았습니다. 전화하실 때 주소를 확인해 주세요.',
    legal_dong: '이 건물은 등록되어 있지 않아 동 이름으로 찾았습니다. 전화하실 때 주소를 확인해 주세요.',
    approximate: '정확한 자리를 찾지 못해 가장 가까운 동을 보여 드립니다. 전화하실 때 주소를 확인해 주세요.',
  },
  which: { heading: '어느 곳인가요?', text: '같은 주소가 여러 곳에 있습니다. 맞는 곳을 골라 주세요.' },
  problems: {
    empty: ['주소를 입력해 주세요', '도로 이름과 건물 번호가 있으면 가장 정확합니다.'],
    unknown: ['주소를 찾지 못했습니다', '도로 이름과 건물 번호를 확인해 주세요. 예: 햇살로 12'],
    outside: ['이 위치를 맡은 동을 찾지 못했습니다', '주소를 입력해 찾아 주세요.'],
    unread: ['읽을 수 없는 주소입니다', '도로 이름과 건물 번호를 입력해 주세요. 예: 햇살로 12'],
    offline: ['인터넷에 연결되지 않았습니다', '연결을 확인하고 다시 시도해 주세요.'],
    busy: ['지금은 답할 수 없습니다', '잠시 뒤에 다시 시도해 주세요.'],
    quota: ['요청이 너무 많습니다', '잠시 뒤에 다시 시도해 주세요.'],
    denied: ['현재 위치를 알 수 없습니다', '주소를 입력해 찾아 주세요.'],
  },
  wait: (seconds) => `${seconds}초 뒤에 다시 시도해 주세요.`,
  retry: '다시 시도',
  privacy: '입력한 주소는 담당자를 찾는 데만 쓰이고 저장되지 않습니다.',
  emergency: '위급할 때',
  welfareLine: '보건복지 상담',
  cityLine: '서울시 민원',
};

const en = {
  title: 'Find your neighborhood officers',
  skip: 'Skip to the address field',
  brand: 'Visiting Community Service',
  heading: 'Find your neighborhood officers',
  lead: 'Enter an address to see the three people who look after that home, with their phone numbers.',
  label: 'Address or building name',
  clear: 'Clear',
  search: 'Find',
  hint: 'In Korean, for example 햇살로 12. Initial consonants are enough: ㅎㅅㄹ',
  here: 'Use my location',
  suggestions: 'Suggested addresses',
  kinds: { road: 'Road', address: 'Address', building: 'Building' },
  count: (n) => (n === 0 ? 'No suggestions.' : `${n} suggestion${n === 1 ? '' : 's'}. Use the up and down arrow keys.`),
  number: 'Now type the building number.',
  searching: 'Searching.',
  locating: 'Finding your location.',
  found: (dong) => `Found the officers for ${dong}.`,
  resultHeading: (dong) => `Your officers in ${dong}`,
  readAs: 'Address found',
  people: {
    welfare_planner: { role: 'Welfare planner', does: 'Finds the support that fits and helps you apply for it.' },
    visiting_nurse: { role: 'Visiting nurse', does: 'Visits seniors and families with babies to look after their health.' },
    neighborhood_officer: { role: 'Neighborhood officer', does: 'Looks after everything in your neighborhood.' },
  },
  substitute: (until) => (until ? `Standing in until ${until}` : 'Standing in for the usual officer'),
  nobody: 'Nobody is assigned at the moment. Please call the center.',
  byAddress: 'Enter your address to see who looks after your street.',
  call: (role, name, phone) => `Call ${role.toLowerCase()} ${name}, ${phone}`,
  callCenter: (name, phone) => `Call ${name}, ${phone}`,
  center: { heading: 'Community service center', address: 'Address', phone: 'Phone', hours: 'Hours' },
  sure: {
    building_range: 'Found by the range of building numbers. Please confirm your address when you call.',
    legal_dong: 'This building is not registered, so we went by the name of the neighborhood. Please confirm your address when you call.',
    approximate: 'We could not find the exact place; this is the nearest neighborhood. Please confirm your address when you call.',
  },
  which: { heading: 'Which place do you mean?', text: 'This address exists in several places. Choose yours.' },
  problems: {
    empty: ['Please enter an address', 'A road name with a building number works best.'],
    unknown: ['We could not find this address', 'Please check the road name and the building number, for example 햇살로 12.'],
    outside: ['No neighborhood of ours is at this place', 'Please enter an address instead.'],
    unread: ['We could not read this address', 'Please enter a road name and a building number, for example 햇살로 12.'],
    offline: ['You are not connected to the internet', 'Please check the connection and try again.'],
    busy: ['We cannot answer right now', 'Please try again in a moment.'],
    quota: ['Too many requests', 'Please try again in a moment.'],
    denied: ['We could not find your location', 'Please enter an address instead.'],
  },
  wait: (seconds) => `Please try again in ${seconds} seconds.`,
  retry: 'Try again',
  privacy: 'The address is used to find your officers and is not stored.',
  emergency: 'Emergency',
  welfareLine: 'Welfare advice',
  cityLine: 'City of Seoul',
};

export const WORDS = { ko, en };

// +82255501011 → 02-5550-1011, as it is written and dialled in Korea.
export function phoneText(e164) {
  const local = /^\+82(2|\d{2})(\d{3,4})(\d{4})$/.exec(e164);
  return local ? `0${local[1]}-${local[2]}-${local[3]}` : e164;
}

// The year is said when it is another one.
export function dayText(language, day) {
  const [year, month, date] = day.split('-').map(Number);
  const other = year === new Date().getFullYear() ? {} : { year: 'numeric' };
  return new Intl.DateTimeFormat(language, { ...other, month: 'long', day: 'numeric', timeZone: 'UTC' }).format(new Date(Date.UTC(year, month - 1, date)));
}
