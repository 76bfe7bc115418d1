/** The icons in use, one import each so that no more are shipped. Add yours here. */
import type { ComponentType } from "react";
import IconAlert from "@tabler/icons-react/icons/IconAlertTriangle";
import IconArchive from "@tabler/icons-react/icons/IconArrowBackUp";
import IconBell from "@tabler/icons-react/icons/IconBell";
import IconBox from "@tabler/icons-react/icons/IconBox";
import IconCalendar from "@tabler/icons-react/icons/IconCalendarWeek";
import IconChart from "@tabler/icons-react/icons/IconChartLine";
import IconCheck from "@tabler/icons-react/icons/IconCheck";
import IconChevronDown from "@tabler/icons-react/icons/IconChevronDown";
import IconChevronRight from "@tabler/icons-react/icons/IconChevronRight";
import IconClose from "@tabler/icons-react/icons/IconX";
import IconCommand from "@tabler/icons-react/icons/IconCommand";
import IconData from "@tabler/icons-react/icons/IconDatabase";
import IconDots from "@tabler/icons-react/icons/IconDots";
import IconDownload from "@tabler/icons-react/icons/IconDownload";
import IconEdit from "@tabler/icons-react/icons/IconPencil";
import IconExternal from "@tabler/icons-react/icons/IconExternalLink";
import IconFile from "@tabler/icons-react/icons/IconFileSpreadsheet";
import IconFilter from "@tabler/icons-react/icons/IconFilter";
import IconHanger from "@tabler/icons-react/icons/IconHanger";
import IconHelp from "@tabler/icons-react/icons/IconHelpCircle";
import IconHome from "@tabler/icons-react/icons/IconHome";
import IconKey from "@tabler/icons-react/icons/IconKey";
import IconLanguage from "@tabler/icons-react/icons/IconLanguage";
import IconLock from "@tabler/icons-react/icons/IconLock";
import IconLogout from "@tabler/icons-react/icons/IconLogout";
import IconMinus from "@tabler/icons-react/icons/IconMinus";
import IconMenu from "@tabler/icons-react/icons/IconMenu2";
import IconMoon from "@tabler/icons-react/icons/IconMoon";
import IconNoImage from "@tabler/icons-react/icons/IconPhotoOff";
import IconPlay from "@tabler/icons-react/icons/IconPlayerPlay";
import IconPlus from "@tabler/icons-react/icons/IconPlus";
import IconRefresh from "@tabler/icons-react/icons/IconRefresh";
import IconRuler from "@tabler/icons-react/icons/IconRuler2";
import IconScissors from "@tabler/icons-react/icons/IconScissors";
import IconSearch from "@tabler/icons-react/icons/IconSearch";
import IconSend from "@tabler/icons-react/icons/IconSend";
import IconSettings from "@tabler/icons-react/icons/IconSettings";
import IconShirt from "@tabler/icons-react/icons/IconShirt";
import IconSort from "@tabler/icons-react/icons/IconArrowsSort";
import IconStar from "@tabler/icons-react/icons/IconStar";
import IconSun from "@tabler/icons-react/icons/IconSun";
import IconTable from "@tabler/icons-react/icons/IconTable";
import IconThumbDown from "@tabler/icons-react/icons/IconThumbDown";
import IconThumbUp from "@tabler/icons-react/icons/IconThumbUp";
import IconTrash from "@tabler/icons-react/icons/IconTrash";
import IconTrend from "@tabler/icons-react/icons/IconTrendingUp";
import IconTrendDown from "@tabler/icons-react/icons/IconTrendingDown";
import IconTruck from "@tabler/icons-react/icons/IconTruckDelivery";
import IconUpload from "@tabler/icons-react/icons/IconUpload";
import IconUser from "@tabler/icons-react/icons/IconUser";
import IconUsers from "@tabler/icons-react/icons/IconUsers";

const icons = {
  alert: IconAlert, bell: IconBell, box: IconBox, calendar: IconCalendar, chart: IconChart,
  check: IconCheck, close: IconClose, command: IconCommand, data: IconData, dots: IconDots,
  down: IconChevronDown, download: IconDownload, edit: IconEdit, external: IconExternal,
  file: IconFile, filter: IconFilter, hanger: IconHanger, help: IconHelp, home: IconHome,
  key: IconKey, language: IconLanguage, lock: IconLock, logout: IconLogout, menu: IconMenu,
  minus: IconMinus,
  moon: IconMoon, "no-image": IconNoImage, play: IconPlay, plus: IconPlus, refresh: IconRefresh,
  right: IconChevronRight, ruler: IconRuler, scissors: IconScissors, search: IconSearch, send: IconSend,
  settings: IconSettings, shirt: IconShirt, sort: IconSort, star: IconStar, sun: IconSun,
  table: IconTable, dislike: IconThumbDown, like: IconThumbUp, trash: IconTrash, trend: IconTrend, "trend-down": IconTrendDown,
  truck: IconTruck, undo: IconArchive, upload: IconUpload, user: IconUser, users: IconUsers,
} satisfies Record<string, ComponentType<{ size?: number; stroke?: number }>>;

export type IconName = keyof typeof icons;

/** A line icon that screen readers pass over; the control around it carries the words. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  const Drawn = icons[name];
  return <Drawn size={size} stroke={1.6} aria-hidden="true" focusable="false" />;
}
