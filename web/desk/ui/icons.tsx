/** Icons beside words or names of their own: not read out, as their names are English. */
import {
  BarChartOutlined as BarChart, BellOutlined as Bell, BookOutlined as Book, CalendarOutlined as Calendar, CarOutlined as Car,
  CloseOutlined as Close, CustomerServiceOutlined as CustomerService, DeleteOutlined as Delete, DownloadOutlined as Download,
  EyeOutlined as Eye, FrownOutlined as Frown, HistoryOutlined as History, IdcardOutlined as Idcard, LeftOutlined as Left, LockOutlined as Lock,
  LogoutOutlined as Logout, MutedOutlined as Muted, PhoneOutlined as Phone, PlusOutlined as Plus, ProfileOutlined as Profile,
  RightOutlined as Right, SearchOutlined as Search, ShopOutlined as Shop, SoundOutlined as Sound, SwapOutlined as Swap, TeamOutlined as Team,
  ToolOutlined as Tool, UserAddOutlined as UserAdd, UserOutlined as User, WarningOutlined as Warning, ZoomInOutlined as ZoomIn,
  ZoomOutOutlined as ZoomOut,
} from '@ant-design/icons';
import type { ComponentType } from 'react';

function silent(Icon: ComponentType<{ 'aria-hidden': 'true' }>) {
  return () => <Icon aria-hidden="true" />;
}

export const BarChartOutlined = silent(BarChart);
export const BellOutlined = silent(Bell);
export const BookOutlined = silent(Book);
export const CalendarOutlined = silent(Calendar);
export const CarOutlined = silent(Car);
export const CloseOutlined = silent(Close);
export const CustomerServiceOutlined = silent(CustomerService);
export const DeleteOutlined = silent(Delete);
export const DownloadOutlined = silent(Download);
export const EyeOutlined = silent(Eye);
export const FrownOutlined = silent(Frown);
export const HistoryOutlined = silent(History);
export const IdcardOutlined = silent(Idcard);
export const LeftOutlined = silent(Left);
export const LockOutlined = silent(Lock);
export const LogoutOutlined = silent(Logout);
export const MutedOutlined = silent(Muted);
export const PhoneOutlined = silent(Phone);
export const PlusOutlined = silent(Plus);
export const ProfileOutlined = silent(Profile);
export const RightOutlined = silent(Right);
export const SearchOutlined = silent(Search);
export const ShopOutlined = silent(Shop);
export const SoundOutlined = silent(Sound);
export const SwapOutlined = silent(Swap);
export const TeamOutlined = silent(Team);
export const ToolOutlined = silent(Tool);
export const UserAddOutlined = silent(UserAdd);
export const UserOutlined = silent(User);
export const WarningOutlined = silent(Warning);
export const ZoomInOutlined = silent(ZoomIn);
export const ZoomOutOutlined = silent(ZoomOut);
